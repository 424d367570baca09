import type { EventRecord, VerdictRecord } from '@docket/core'

/** An event of an order as the ledger has it. */
export interface CommittedEvent {
  /** The tenant's number of it. */
  readonly seq: number
  readonly orderId: string
  readonly event: EventRecord
  /** When Postgres recorded it, ms since the epoch. */
  readonly recordedAtMs: number
  /** Whose token brought it. */
  readonly submittedBy: string
  /** There when the server rejected it. */
  readonly verdict: VerdictRecord | undefined
}
