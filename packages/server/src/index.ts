export { createServer, type DocketServer, type ServerOptions } from './create-server.ts'
export { createLogger, type Logger } from './logger.ts'
