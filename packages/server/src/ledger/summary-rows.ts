import type { DocumentAddress, JsonValue, SummaryRow } from '@docket/core'
import type { Queryable } from './queryable.ts'
import { type EntitySummary, summariesSince, summaryOf } from './read-entities.ts'

/** A tenant's newer summaries, as devices get them. */
export async function summaryRows(
  db: Queryable,
  tenant: string,
  afterSeq: number,
  limit: number,
): Promise<SummaryRow[]> {
  const rows = await summariesSince(db, { tenant, afterSeq, limit })
  return rows.map(toSummaryRow)
}

/** The newest summary of one document, if it has one. */
export async function summaryRow(
  db: Queryable,
  { tenant, entity, id }: DocumentAddress,
): Promise<SummaryRow | undefined> {
  const row = await summaryOf(db, { tenant, entityType: entity, entityId: id })
  return row && toSummaryRow(row)
}

function toSummaryRow({ entityType, entityId, summary, seq, checkpoint }: EntitySummary): SummaryRow {
  return {
    entity: entityType,
    id: entityId,
    // It comes out of a jsonb column.
    summary: summary as JsonValue,
    seq,
    ...(checkpoint !== undefined && { checkpoint }),
  }
}
