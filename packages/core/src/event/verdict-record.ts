import { type EventId, isEventId } from '../clock/event-id.ts'
import { isPlainObject } from './json.ts'

/** What the server says of an event that it rejects, as it stands in a document. Accepted events have none. */
export interface VerdictRecord {
  /** The rejected event. */
  readonly ref: EventId
  /** A stable code, for example `payload_invalid`. */
  readonly code: string
  /** For people. */
  readonly reason: string
  /** When the server said so, ms since the epoch. */
  readonly at: number
}

/** Is this a well-formed verdict record? */
export function isVerdictRecord(value: unknown): value is VerdictRecord {
  return (
    isPlainObject(value) &&
    isEventId(value.ref) &&
    typeof value.code === 'string' &&
    typeof value.reason === 'string' &&
    Number.isSafeInteger(value.at)
  )
}
