import { allPages, PAGE_SIZE } from './pages.ts'
import type { Queryable } from './queryable.ts'

/** A row of the read model. */
export interface EntityRow {
  readonly entityType: string
  readonly entityId: string
  readonly state: unknown
  readonly summary: unknown
  /** The tenant's number of the newest event in it. */
  readonly seq: number
  readonly createdAtMs: number
  readonly updatedAtMs: number
}

export interface EntitySummary extends Pick<EntityRow, 'entityType' | 'entityId' | 'summary' | 'seq'> {
  /** How many events the document's checkpoint covers, if it has one. */
  readonly checkpoint: number | undefined
}

type SummaryColumns = Pick<EntityColumns, 'entity_type' | 'entity_id' | 'summary' | 'seq'> & {
  readonly events: string | null
}

export interface EntityColumns extends Record<string, unknown> {
  readonly entity_type: string
  readonly entity_id: string
  readonly state: unknown
  readonly summary: unknown
  readonly seq: string
  readonly created_at_ms: string
  readonly updated_at_ms: string
}

export const ENTITY_COLUMNS = `
  entity_type, entity_id, state, summary, seq,
  (extract(epoch from created_at) * 1000)::bigint as created_at_ms,
  (extract(epoch from updated_at) * 1000)::bigint as updated_at_ms`

export interface EntityKey {
  readonly tenant: string
  readonly entityType: string
  readonly entityId: string
}

export async function entityRow(
  db: Queryable,
  { tenant, entityType, entityId }: EntityKey,
): Promise<EntityRow | undefined> {
  const { rows } = await db.query<EntityColumns>({
    text: `select ${ENTITY_COLUMNS} from docket.entities where tenant_id = $1 and entity_type = $2 and entity_id = $3`,
    values: [tenant, entityType, entityId],
  })
  return rows[0] && toEntityRow(rows[0])
}

/** A row, and how many of its tenant's users and documents were erased by law: that changes it, and not its number. */
export interface EntityVersion extends EntityRow {
  readonly erasures: number
}

export async function entityVersion(
  db: Queryable,
  { tenant, entityType, entityId }: EntityKey,
): Promise<EntityVersion | undefined> {
  const { rows } = await db.query<EntityColumns & { readonly erasures: number }>({
    name: 'docket-entity',
    text: `
      select ${ENTITY_COLUMNS}, (select erasures from docket.tenants where tenant_id = $1) as erasures
      from docket.entities where tenant_id = $1 and entity_type = $2 and entity_id = $3`,
    values: [tenant, entityType, entityId],
  })
  return rows[0] && { ...toEntityRow(rows[0]), erasures: rows[0].erasures }
}

export interface EntityState {
  readonly entityType: string
  readonly entityId: string
  /** Null where there is none, as of a tenant's own records. */
  readonly state: unknown
  /** The tenant's number of the newest event in it. */
  readonly seq: number
}

/** The states of all documents of a tenant, by their names; a statement a page. */
export async function* entityStates(db: Queryable, tenant: string): AsyncGenerator<EntityState> {
  const rows = allPages<EntityState>(async (last) => {
    const page = await db.query<
      Pick<EntityColumns, 'entity_type' | 'entity_id' | 'state' | 'seq'> & Record<string, unknown>
    >({
      text: `
        select entity_type, entity_id, state, seq from docket.entities
        where tenant_id = $1 and (entity_type, entity_id) > ($2, $3)
        order by entity_type, entity_id limit ${PAGE_SIZE}`,
      values: [tenant, last?.entityType ?? '', last?.entityId ?? ''],
    })
    return page.rows.map((row) => ({
      entityType: row.entity_type,
      entityId: row.entity_id,
      state: row.state,
      seq: Number(row.seq),
    }))
  })
  yield* rows
}

export interface SummariesSince {
  readonly tenant: string
  readonly afterSeq: number
  readonly limit: number
}

/**
 * The summaries that changed after a number, the newest of each, in the order of their numbers. May return more than
 * `limit`: documents of one number are not parted, so the last number is where to go on.
 */
export async function summariesSince(
  db: Queryable,
  { tenant, afterSeq, limit }: SummariesSince,
): Promise<EntitySummary[]> {
  const { rows } = await db.query<SummaryColumns>({
    text: `
      select ${SUMMARY_COLUMNS} from ${WITH_CHECKPOINTS}
      where tenant_id = $1 and seq > $2 order by seq fetch first $3 rows with ties`,
    values: [tenant, afterSeq, limit],
  })
  return rows.map(toSummary)
}

/** Those up to a number whose documents got a checkpoint in the last seconds, which no number tells. */
export async function newlyCheckpointed(
  db: Queryable,
  { tenant, upToSeq, withinS }: { readonly tenant: string; readonly upToSeq: number; readonly withinS: number },
): Promise<EntitySummary[]> {
  const { rows } = await db.query<SummaryColumns>({
    name: 'docket-newly-checkpointed',
    text: `
      select ${SUMMARY_COLUMNS}
      from docket.checkpoints join docket.entities using (tenant_id, entity_type, entity_id)
      where tenant_id = $1 and seq <= $2 and made_at > now() - $3 * interval '1 second'`,
    values: [tenant, upToSeq, withinS],
  })
  return rows.map(toSummary)
}

/** The summary of one document, if it has one. */
export async function summaryOf(
  db: Queryable,
  { tenant, entityType, entityId }: EntityKey,
): Promise<EntitySummary | undefined> {
  const { rows } = await db.query<SummaryColumns>({
    text: `
      select ${SUMMARY_COLUMNS} from ${WITH_CHECKPOINTS}
      where tenant_id = $1 and entity_type = $2 and entity_id = $3`,
    values: [tenant, entityType, entityId],
  })
  return rows[0] && toSummary(rows[0])
}

const SUMMARY_COLUMNS = 'entity_type, entity_id, summary, seq, events'
const WITH_CHECKPOINTS = 'docket.entities left join docket.checkpoints using (tenant_id, entity_type, entity_id)'

function toSummary({ entity_type, entity_id, summary, seq, events }: SummaryColumns): EntitySummary {
  return {
    entityType: entity_type,
    entityId: entity_id,
    summary,
    seq: Number(seq),
    checkpoint: events === null ? undefined : Number(events),
  }
}

export function toEntityRow(row: EntityColumns): EntityRow {
  return {
    entityType: row.entity_type,
    entityId: row.entity_id,
    state: row.state,
    summary: row.summary,
    seq: Number(row.seq),
    createdAtMs: Number(row.created_at_ms),
    updatedAtMs: Number(row.updated_at_ms),
  }
}
