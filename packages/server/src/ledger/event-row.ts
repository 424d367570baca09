import type { EventId, EventRecord, JsonObject, VerdictRecord } from '@docket/core'
import { type LaterColumns, type LaterRejection, toLaterRejection } from './later-rejections.ts'

/** An event as the ledger has it. */
export interface LedgerEvent {
  /** The tenant's number of it. */
  readonly seq: number
  readonly entityType: string
  readonly entityId: string
  readonly event: EventRecord
  /** When Postgres recorded it, ms since the epoch. */
  readonly recordedAtMs: number
  readonly submittedBy: string
  /** Undefined when it is accepted. */
  readonly rejection: { readonly code: string; readonly reason: string } | undefined
  /** It is accepted here, and another server has rejected it since; only where a document's events are read. */
  readonly rejectedLater?: LaterRejection | undefined
}

export const EVENT_COLUMNS = `
  seq, entity_type, entity_id, event_id, event_type, payload, schema_version, occurred_at_ms, skew_ms,
  (extract(epoch from recorded_at) * 1000)::bigint as recorded_at_ms, actor_id, device_id, submitted_by, ref,
  reject_code, reject_reason`

/** pg gives a bigint as text, since it may be greater than a number is exact; none of these is. */
export interface EventRow extends LaterColumns {
  readonly seq: string
  readonly entity_type: string
  readonly entity_id: string
  readonly event_id: EventId
  readonly event_type: string
  readonly payload: JsonObject
  readonly schema_version: string
  readonly occurred_at_ms: string
  readonly skew_ms: string | null
  readonly recorded_at_ms: string
  readonly actor_id: string | null
  readonly device_id: string
  readonly submitted_by: string
  readonly ref: EventId | null
  readonly reject_code: string | null
  readonly reject_reason: string | null
}

export function toLedgerEvent(row: EventRow): LedgerEvent {
  return {
    seq: Number(row.seq),
    entityType: row.entity_type,
    entityId: row.entity_id,
    event: toEventRecord(row),
    recordedAtMs: Number(row.recorded_at_ms),
    submittedBy: row.submitted_by,
    rejection: row.reject_code === null ? undefined : { code: row.reject_code, reason: row.reject_reason ?? '' },
    ...(row.later_seq != null && { rejectedLater: toLaterRejection(row) }),
  }
}

/** The verdict on a rejected event, whoever gave it. */
export function verdictOf({ event, rejection, rejectedLater, recordedAtMs }: LedgerEvent): VerdictRecord | undefined {
  const { code, reason } = rejection ?? rejectedLater ?? {}
  return code === undefined || reason === undefined ? undefined : { ref: event.id, code, reason, at: recordedAtMs }
}

function toEventRecord(row: EventRow): EventRecord {
  return {
    id: row.event_id,
    type: row.event_type.slice(row.entity_type.length + 1),
    v: Number(row.schema_version),
    at: Number(row.occurred_at_ms),
    ...(row.skew_ms === null ? {} : { skew: Number(row.skew_ms) }),
    by: row.actor_id,
    device: row.device_id,
    payload: row.payload,
    ...(row.ref === null ? {} : { ref: row.ref }),
  }
}
