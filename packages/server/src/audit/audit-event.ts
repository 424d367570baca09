import type { Effect, JsonObject } from '@docket/core'
import type { LedgerEvent } from '../ledger/event-row.ts'
import { rfc3339 } from '../rfc3339.ts'

/** One event of an audit trail, with the ledger's names. Times are RFC 3339 in UTC. */
export interface AuditEvent {
  readonly event_id: string
  readonly seq: number
  readonly event_type: string
  /** What the device's clock said, never corrected. */
  readonly occurred_at: string
  /** The same in milliseconds since the epoch; exact also where a clock is so wrong that RFC 3339 cannot write it. */
  readonly occurred_at_ms: number
  /** When the server recorded it. */
  readonly recorded_at: string
  /** How far the device's clock was estimated to be ahead, ms. */
  readonly skew_ms: number | null
  readonly actor_id: string | null
  readonly device_id: string
  readonly submitted_by: string
  readonly payload: JsonObject
  readonly schema_version: number
  readonly ref: string | null
  readonly verdict: 'accepted' | 'rejected'
  readonly reject_code: string | null
  readonly reject_reason: string | null
  /** What it did to the state; absent when the entity's definition is not at hand. */
  readonly effect?: Effect['kind']
  /** Why it has no effect. */
  readonly reason?: string
  /** What it changed in the state; absent like `effect`. */
  readonly changes?: readonly Change[]
}

/** A value of the state before and after an event. */
export interface Change {
  /** JSON Pointer. */
  readonly path: string
  /** Absent when there was none. */
  readonly before?: unknown
  /** Absent when there is none. */
  readonly after?: unknown
}

export function auditEvent(
  { seq, entityType, event, recordedAtMs, submittedBy, rejection }: LedgerEvent,
  effect?: Effect,
  changes?: readonly Change[],
): AuditEvent {
  return {
    event_id: event.id,
    seq,
    event_type: `${entityType}.${event.type}`,
    occurred_at: rfc3339(event.at),
    occurred_at_ms: event.at,
    recorded_at: rfc3339(recordedAtMs),
    skew_ms: event.skew ?? null,
    actor_id: event.by,
    device_id: event.device,
    submitted_by: submittedBy,
    payload: event.payload,
    schema_version: event.v,
    ref: event.ref ?? null,
    verdict: rejection === undefined ? 'accepted' : 'rejected',
    reject_code: rejection?.code ?? null,
    reject_reason: rejection?.reason ?? null,
    ...(effect && { effect: effect.kind }),
    ...(effect && 'reason' in effect && { reason: effect.reason }),
    ...(changes && { changes }),
  }
}
