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

export const DEFAULT_LIMITS: GateLimits = {
  updateBytes: 1024 * 1024,
  eventLength: 64 * 1024,
  structsPerUpdate: 5_000,
  eventsPerDocument: 100_000,
}
