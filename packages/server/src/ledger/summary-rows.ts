import type { DocumentAddress, JsonValue, SummaryRow } from '@docket/core'
import type { Queryable } from './queryable.ts'
import { type EntitySummary, newlyCheckpointed, summariesSince, summaryOf } from './read-entities.ts'

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

/**
 * Summaries for a device that asks now and then: those after a number, and before them those of documents that got a
 * checkpoint in the last seconds. `more` when there are further ones than `limit`.
 */
export async function polledSummaries(
  db: Queryable,
  { tenant, after, limit, withinS }: PolledSummaries,
): Promise<{ readonly rows: readonly SummaryRow[]; readonly cursor: number; readonly more: boolean }> {
  const [checkpointed, newer] = await Promise.all([
    newlyCheckpointed(db, { tenant, upToSeq: after, withinS }),
    summaryRows(db, tenant, after, limit),
  ])
  return {
    rows: [...checkpointed.map(toSummaryRow), ...newer],
    cursor: newer.at(-1)?.seq ?? after,
    more: newer.length >= limit,
  }
}

interface PolledSummaries {
  readonly tenant: string
  readonly after: number
  readonly limit: number
  readonly withinS: number
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
