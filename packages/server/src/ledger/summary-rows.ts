import type { JsonValue, SummaryRow } from '@docket/core'
import type { Queryable } from './queryable.ts'
import { summariesSince } from './read-entities.ts'

/** A tenant's newer summaries, as devices get them. */
export async function summaryRows(
  db: Queryable,
  tenant: string,
  afterSeq: number,
  limit: number,
): Promise<SummaryRow[]> {
  const rows = await summariesSince(db, { tenant, afterSeq, limit })
  return rows.map(({ entityType, entityId, summary, seq }) => ({
    entity: entityType,
    id: entityId,
    // It comes out of a jsonb column.
    summary: summary as JsonValue,
    seq,
  }))
}
