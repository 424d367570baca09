import type { DocumentAddress, EventId } from '@docket/core'
import type { Queryable } from './queryable.ts'

/** That another server has rejected an event, after this ledger had it as accepted. */
export interface LaterRejection {
  /** The number of the record that says so. */
  readonly seq: number
  readonly code: string
  readonly reason: string
}

/**
 * What the tenant's chain says of a document's events that were rejected later, the first record of each event: a query
 * of `ref`, `later_seq`, `later_code` and `later_reason`. Parameters 1 to 3 are the document.
 */
export const LATER_REJECTIONS = `
  select distinct on (ref) ref, seq as later_seq, payload ->> 'code' as later_code, payload ->> 'reason' as later_reason
  from docket.audit_events
  where tenant_id = $1 and event_type = '$tenant.rejected_later'
    and payload ->> 'entity_type' = $2 and payload ->> 'entity_id' = $3`

export interface LaterColumns extends Record<string, unknown> {
  readonly later_seq?: string | null
  readonly later_code?: string | null
  readonly later_reason?: string | null
}

export function toLaterRejection({ later_seq, later_code, later_reason }: LaterColumns): LaterRejection | undefined {
  if (later_seq == null) return undefined
  return { seq: Number(later_seq), code: later_code ?? '', reason: later_reason ?? '' }
}

/** Which of these events of a document were rejected later. */
export async function laterRejections(
  db: Queryable,
  { tenant, entity, id }: DocumentAddress,
  refs: readonly EventId[],
): Promise<ReadonlyMap<EventId, LaterRejection>> {
  const { rows } = await db.query<LaterColumns & { ref: EventId }>({
    text: `${LATER_REJECTIONS} and ref = any($4::uuid[]) order by ref, seq`,
    values: [tenant, entity, id, refs],
  })
  const found = new Map<EventId, LaterRejection>()
  for (const row of rows) {
    const later = toLaterRejection(row)
    if (later !== undefined) found.set(row.ref, later)
  }
  return found
}
