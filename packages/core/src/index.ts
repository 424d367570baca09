export { type EventId, eventIdOf, isEventId, MAX_COUNTER, MAX_EVENT_MS, type Tick, tickOf } from './clock/event-id.ts'
export { nextEventId, type RandomBytes } from './clock/hybrid-clock.ts'
export { systemClock, type WallClock } from './clock/wall-clock.ts'
export { type Checkpoint, type CoveredRun, checkpointOf, coveredClocks, covers } from './document/checkpoint.ts'
export { type ClockPairs, Clocks, type Position } from './document/clocks.ts'
export type { SaveState } from './document/document-log.ts'
export { fillHollow, runsOf } from './document/hollow.ts'
export { isEmptyUpdate } from './document/is-empty-update.ts'
export { EVENTS, eventsOf, VERDICTS, verdictsOf } from './document/layout.ts'
export { newDoc } from './document/new-doc.ts'
export { applyEvent, type Effect } from './entity/apply-event.ts'
export { asText } from './entity/as-text.ts'
export type { DeepReadonly } from './entity/deep-readonly.ts'
export { defineEntity, EntityDefinitionError, type EntityOptions } from './entity/define-entity.ts'
export {
  defineNotifications,
  type EntityNotifications,
  isNotifications,
  NOTIFICATION_KINDS,
  type NotificationKind,
} from './entity/define-notifications.ts'
export { type Difference, differencesOf } from './entity/differences.ts'
export { entitiesByName } from './entity/entities-by-name.ts'
export type {
  Entity,
  EventDefinition,
  EventDefinitions,
  EventMeta,
  EventSchemas,
  StateOf,
  SummaryOf,
  Upcaster,
} from './entity/entity.ts'
export { EventLog, type LogEntry } from './entity/event-log.ts'
export { foldVersionOf, type LogBase } from './entity/log-base.ts'
export { eventsUntil, type Moment, momentAfter } from './entity/moment.ts'
export { Playback, type PlayedEvent } from './entity/playback.ts'
export { type Reading, readPayload } from './entity/read-payload.ts'
export {
  controlDocumentName,
  type DocumentAddress,
  DocumentNameError,
  documentName,
  isNamePart,
  parseDocumentName,
  RESERVED_ENTITY,
} from './event/document-name.ts'
export { DocketError } from './event/errors.ts'
export { type EventRecord, isEventRecord, notEventBecause } from './event/event-record.ts'
export type { JsonObject, JsonValue } from './event/json.ts'
export { RESOLVED, type Resolution } from './event/resolution.ts'
export { isVerdictRecord, type VerdictRecord } from './event/verdict-record.ts'
export { indexeddbStorage } from './storage/indexeddb/indexeddb-storage.ts'
export { memoryStorage } from './storage/memory-storage.ts'
export { oneDatabaseStorage } from './storage/one-database/one-database-storage.ts'
export { processLocks } from './storage/process-locks.ts'
export {
  type CatalogueRow,
  type DeviceFacts,
  type Dismissal,
  type DocumentLocks,
  type KeptEvent,
  type QuarantineRow,
  type Refusal,
  type Storage,
  StorageError,
  type StoredCatalogue,
  type StoredDocument,
  type StoredQuarantine,
} from './storage/storage.ts'
export { createStore, type StoreOptions } from './store/create-store.ts'
export type { DeviceSpace, DiskState, StoreDisk } from './store/disk-space.ts'
export type { EntityList, EntityRow, ListQuery } from './store/entity-list.ts'
export type { Follow, FollowStatus } from './store/follow.ts'
export type { HistoryEntry } from './store/history.ts'
export { type Author, type MakeOptions, makeEvent } from './store/make-event.ts'
export type { QuarantinedDocument, QuarantineResolution, StoreQuarantine } from './store/quarantine-entries.ts'
export { NoLedgerError, QuarantinedError, type Receipt, RejectedError } from './store/receipt.ts'
export {
  DocumentClosedError,
  DocumentFullError,
  EntityUnknownError,
  EventUnknownError,
  GuardRefusedError,
  NotRejectedError,
  PayloadInvalidError,
  RecordError,
  StoreClosedError,
} from './store/record-errors.ts'
export type { RejectedEvent, RejectionResolution } from './store/rejected-event.ts'
export type { StoreRejections } from './store/rejections.ts'
export type {
  DocumentSnapshot,
  DocumentStatus,
  EntityDocument,
  RecordOptions,
  Store,
  SyncStatus,
} from './store/store.ts'
export { warnBeforeUnload } from './store/warn-before-unload.ts'
export { type AutomaticTransportOptions, automaticTransport } from './transport/automatic/automatic-transport.ts'
export {
  type BroadcastChannelTransportOptions,
  broadcastChannelTransport,
} from './transport/broadcast-channel/broadcast-channel-transport.ts'
export { type HocuspocusTransportOptions, hocuspocusTransport } from './transport/hocuspocus/hocuspocus-transport.ts'
export {
  type ClientMessage,
  newerRow,
  parseClientMessage,
  parseServerMessage,
  type ServerMessage,
  type SummaryRow,
} from './transport/messages.ts'
export { PartlyOfflineError, TransportWithoutLedgerError } from './transport/per-entity/errors.ts'
export { type TransportPerEntityOptions, transportPerEntity } from './transport/per-entity/transport-per-entity.ts'
export { transportsFor } from './transport/per-entity/transports-for.ts'
export { type PollingTransportOptions, pollingTransport } from './transport/polling/polling-transport.ts'
export {
  type DocumentAnswer,
  type DocumentKey,
  type DocumentQuestion,
  MAX_SYNC_CHECKPOINTS,
  MAX_SYNC_DOCUMENTS,
  type SyncAnswer,
  type SyncQuestion,
} from './transport/polling/sync-messages.ts'
export { type SharedTransportOptions, sharedTransport } from './transport/shared/shared-transport.ts'
export {
  type Attachment,
  type ConnectionState,
  type DocumentHost,
  RefusedError,
  type Transport,
  type TransportConnection,
  type TransportHost,
} from './transport/transport.ts'
export { type YWebsocketTransportOptions, yWebsocketTransport } from './transport/y-websocket/y-websocket-transport.ts'
