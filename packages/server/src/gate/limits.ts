/** What the gate lets pass. */
export interface GateLimits {
  /** Bytes of one Yjs update. */
  readonly updateBytes: number
  /** UTF-16 units of one event as JSON. */
  readonly eventLength: number
  /** Yjs structs in one update: Yjs takes quadratic time and memory for neighbours in one transaction. */
  readonly structsPerUpdate: number
  readonly eventsPerDocument: number
}

/** What one connection may ask of the server, and all that are not authenticated. */
export interface ConnectionLimits {
  readonly documentsPerConnection: number
  /** Documents of a connection whose tokens are being verified; with more it waits. */
  readonly documentsAtOnce: number
  /** A connection that sends faster is read more slowly. Every 4 KiB count as a frame more. */
  readonly framesPerSecond: number
  /** Bytes of a connection's frames that are not handled yet; with more it waits. */
  readonly unhandledBytes: number
  /** A connection that breaks the protocol more often is closed. */
  readonly breachesPerMinute: number
  /** Bytes of one awareness message. */
  readonly awarenessBytes: number
  /** Yjs clients for which one connection may tell who is present in a document, over time. */
  readonly awarenessClients: number
  /** Who may be present in one document. */
  readonly awarenessStates: number
  readonly unauthenticatedSockets: number
  /** A socket without a document by then is closed, ms. */
  readonly authenticateWithinMs: number
}

/** What all connections and requests of a tenant, or from an address, may ask of this server together. */
export interface SharedLimits {
  /** The connections of a tenant that send faster together are read more slowly. */
  readonly framesPerSecondPerTenant: number
  /** HTTP requests; further ones are refused for the moment. */
  readonly requestsPerSecondPerTenant: number
  readonly requestsPerSecondPerAddress: number
  /** WebSockets of `/v1/stream`. */
  readonly streamsPerTenant: number
  /** Of one user, on whatever connections; further ones are refused as well, and not recorded. */
  readonly recordedBreachesPerMinute: number
  /** From one address. Further wrong ones are refused as too many; right ones never are. */
  readonly wrongTokensPerMinute: number
}

/** What may wait for Postgres in the whole server. With more, updates wait in their sockets: see `CommitBudget`. */
export interface WaitingLimits {
  readonly waitingUpdates: number
  /** Of these updates; one more may get in. */
  readonly waitingBytes: number
  /** Bytes of a connection's frames that are not handled yet while that is so; with more it is not read. */
  readonly unhandledBytesWhenFull: number
}

/** What becomes of long documents. */
export interface CheckpointLimits {
  /** A document gets a checkpoint when more events than this are not covered by one. */
  readonly eventsPerCheckpoint: number
}

/** All limits of a server; docs/operation.md says what each does, and what happens beyond it. */
export interface Limits extends GateLimits, ConnectionLimits, SharedLimits, WaitingLimits, CheckpointLimits {}

/** The limits of a server that is not told others; docs/operation.md says what each does. */
export const DEFAULT_LIMITS: Limits = {
  updateBytes: 1024 * 1024,
  eventLength: 64 * 1024,
  structsPerUpdate: 5_000,
  eventsPerDocument: 100_000,
  documentsPerConnection: 20_000,
  documentsAtOnce: 100,
  framesPerSecond: 10_000,
  unhandledBytes: 1024 * 1024,
  breachesPerMinute: 100,
  awarenessBytes: 16 * 1024,
  awarenessClients: 16,
  awarenessStates: 1_000,
  unauthenticatedSockets: 2_000,
  authenticateWithinMs: 10_000,
  framesPerSecondPerTenant: 20_000,
  requestsPerSecondPerTenant: 500,
  requestsPerSecondPerAddress: 1_000,
  streamsPerTenant: 200,
  recordedBreachesPerMinute: 200,
  wrongTokensPerMinute: 120,
  waitingUpdates: 20_000,
  waitingBytes: 64 * 1024 * 1024,
  unhandledBytesWhenFull: 32 * 1024,
  eventsPerCheckpoint: 2_000,
}
