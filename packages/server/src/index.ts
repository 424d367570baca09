export type { Principal } from './auth/principal.ts'
export type { Seal, SealedHead } from './chain/seal.ts'
export { createServer, type DocketServer, type ServerOptions } from './create-server.ts'
export type { SignEvent } from './evidence/event-signer.ts'
export type { Anchor } from './evidence/sealer.ts'
export { DEFAULT_LIMITS, type Limits } from './gate/limits.ts'
export { type EntityRules, type RuleAnswer, type RuleSet, RulesInvalidError, rulesFor } from './gate/rules.ts'
export {
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
  startEmbeddedPostgres,
} from './ledger/embedded-postgres.ts'
export { createLogger, type Logger } from './logger.ts'
