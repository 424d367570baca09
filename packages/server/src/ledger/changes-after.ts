import type { JsonValue, SummaryRow } from '@docket/core'
import type { Queryable } from './queryable.ts'

export interface Changes {
  /** How far they go. */
  readonly last: number
  readonly documents: readonly { readonly entity: string; readonly id: string }[]
  /** The summaries of those that have one, as they are now. */
  readonly rows: readonly SummaryRow[]
}

const PAGE_EVENTS = 1_000

interface Row extends Record<string, unknown> {
  readonly entity_type: string
  readonly entity_id: string
  readonly last: string
  readonly seq: string | null
  readonly summary: JsonValue
}

/** Which documents of a tenant have events after a number: of the next 1,000 events. */
export async function changesAfter(db: Queryable, tenant: string, after: number): Promise<Changes> {
  const { rows } = await db.query<Row>({
    name: 'docket-changed-after',
    text: `
      with page as (
        select seq, entity_type, entity_id from docket.audit_events
        where tenant_id = $1 and seq > $2 order by seq limit ${PAGE_EVENTS}
      ),
      changed as (
        select distinct entity_type, entity_id from page
      )
      select changed.entity_type, changed.entity_id, (select max(seq) from page) as last, e.seq, e.summary
      from changed left join docket.entities as e
        on e.tenant_id = $1 and e.entity_type = changed.entity_type and e.entity_id = changed.entity_id`,
    values: [tenant, after],
  })
  return {
    last: Number(rows[0]?.last ?? after),
    documents: rows.map(({ entity_type, entity_id }) => ({ entity: entity_type, id: entity_id })),
    rows: rows.flatMap(({ entity_type, entity_id, seq, summary }) =>
      seq === null ? [] : [{ entity: entity_type, id: entity_id, seq: Number(seq), summary }],
    ),
  }
}

/** The newest number of each of these tenants; one that has none is left out. */
export async function newestSeqs(db: Queryable, tenants: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const { rows } = await db.query<{ tenant_id: string; seq: string }>({
    name: 'docket-newest-seqs',
    text: 'select tenant_id, seq from docket.tenants where tenant_id = any($1)',
    values: [tenants],
  })
  return new Map(rows.map(({ tenant_id, seq }) => [tenant_id, Number(seq)]))
}
