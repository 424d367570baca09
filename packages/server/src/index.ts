export { createServer, type DocketServer, type ServerOptions } from './create-server.ts'
export {
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
  startEmbeddedPostgres,
} from './ledger/embedded-postgres.ts'
export { createLogger, type Logger } from './logger.ts'
