export type { Principal } from './auth/principal.ts'
export type { Seal, SealedHead } from './chain/seal.ts'
export { createServer, type DocketServer, type ServerOptions } from './create-server.ts'
export type { SignEvent } from './evidence/event-signer.ts'
export type { Anchor } from './evidence/sealer.ts'
export { DEFAULT_LIMITS, type Limits } from './gate/limits.ts'
export { type EntityRules, type RuleAnswer, type RuleSet, RulesInvalidError, rulesFor } from './gate/rules.ts'
export type {
  EntityHandle,
  HandleOptions,
  HandlePrincipal,
  HandleRecordOptions,
  OpenHandle,
  RecordedEvent,
} from './handles/entity-handle.ts'
export { EventIdReusedError, RecordRefusedError, TenantMissingError } from './handles/errors.ts'
export {
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
  startEmbeddedPostgres,
} from './ledger/embedded-postgres.ts'
export { createLogger, type Logger } from './logger.ts'
export { NotificationsInvalidError } from './notifications/check-notifications.ts'
export type { CommitNews, DocumentNews, NewsListener, Notifications } from './notifications/notifications.ts'
export {
  defineProjection,
  type ProjectedEvent,
  type Projection,
  ProjectionInvalidError,
  type ProjectionTransaction,
} from './projections/define-projection.ts'
export { type RunningProjections, type RunProjectionsOptions, runProjections } from './projections/run-projections.ts'
export { type Webhook, WebhookInvalidError, type WebhookRetries } from './webhooks/webhook.ts'
