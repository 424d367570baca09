import type { EventId } from '../clock/event-id.ts'
import type { DocumentLog, ReadEvent } from '../document/document-log.ts'
import type { EventRecord } from '../event/event-record.ts'
import { RESOLVED, type Resolution } from '../event/resolution.ts'
import { type Author, makeEvent } from './make-event.ts'
import { NotRejectedError } from './record-errors.ts'

/** An event that the server rejected and that nobody has resolved; immutable, the same object for as long. */
export interface RejectedEvent {
  readonly entity: string
  readonly id: string
  readonly event: EventRecord
  /** Why: a stable code, and a sentence for people. */
  readonly code: string
  readonly reason: string
}

/** What becomes of a rejected event. Each is a new event or two; the rejected one stays as it is. */
export type RejectionResolution =
  /** A new event of the same type, version and payload, by whoever uses the device now. */
  | { readonly action: 'recordAgain'; readonly reason?: string }
  /** A new event of the same type with another payload. */
  | { readonly action: 'amended'; readonly payload: unknown; readonly reason?: string }
  /** Nothing takes its place. */
  | { readonly action: 'dismissed'; readonly reason: string }

/** The document that an event is in. */
type Place = Pick<RejectedEvent, 'entity' | 'id'>

const known = new WeakMap<EventRecord, RejectedEvent>()

export function rejectionsIn({ log, rejected }: DocumentLog, { entity, id }: Place): readonly RejectedEvent[] {
  return rejected.flatMap((ref) => {
    const event = log.get(ref)?.event
    const verdict = log.verdictOf(ref)
    // A verdict may come before its event.
    if (event === undefined || verdict === undefined) return []
    const entry = known.get(event) ?? { entity, id, event, code: verdict.code, reason: verdict.reason }
    known.set(event, entry)
    return [entry]
  })
}

/**
 * The events that settle a rejected one, to be recorded together: the one that takes its place, if any, and the
 * resolution. Nothing has changed yet.
 *
 * @throws NotRejectedError, EventUnknownError, PayloadInvalidError, GuardRefusedError
 */
export function settlingEvents(
  { log, rejected }: DocumentLog,
  author: Author,
  ref: EventId,
  resolution: RejectionResolution,
): readonly [ReadEvent, ...ReadEvent[]] {
  const event = log.get(ref)?.event
  if (event === undefined || !rejected.includes(ref)) throw new NotRejectedError(ref)
  const resolve = (payload: Resolution, after?: EventId): ReadEvent =>
    makeEvent(log, author, RESOLVED, payload, { ref, after })
  if (resolution.action === 'dismissed') return [resolve({ action: 'dismissed', reason: resolution.reason })]
  const amended = resolution.action === 'amended'
  const next = makeEvent(log, author, event.type, amended ? resolution.payload : event.payload, {
    ref,
    v: amended ? undefined : event.v,
  })
  const { reason = 'again' } = resolution
  return [next, resolve({ action: 'amended', reason }, next.event.id)]
}
