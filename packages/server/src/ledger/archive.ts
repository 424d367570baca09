import type { DocumentAddress } from '@docket/core'
import type { Queryable } from './queryable.ts'

/** A month of the ledger that is a table of its own. */
export interface LedgerMonth {
  /** Its first day, such as 2016-01-01. */
  readonly month: string
  /** From when to when, ms since the epoch; the end is not in it. */
  readonly fromMs: number
  readonly toMs: number
}

/** The months that have ended before a time, the oldest first. */
export async function monthsBefore(db: Queryable, beforeMs: number): Promise<LedgerMonth[]> {
  const { rows } = await db.query<{ month: string; from_ms: string; to_ms: string }>({
    text: `
      select to_char(day, 'YYYY-MM-DD') as month,
        (extract(epoch from day) * 1000)::bigint as from_ms,
        (extract(epoch from day + interval '1 month') * 1000)::bigint as to_ms
      from (
        select to_date(substring(c.relname from 'audit_events_(\\d{4}_\\d{2})$'), 'YYYY_MM')::timestamp as day
        from pg_inherits as i join pg_class as c on c.oid = i.inhrelid
        where i.inhparent = 'docket.audit_events'::regclass
      ) as partitions
      where day + interval '1 month' <= to_timestamp($1 / 1000.0) at time zone 'UTC'
      order by day`,
    values: [beforeMs],
  })
  return rows.map(({ month, from_ms, to_ms }) => ({ month, fromMs: Number(from_ms), toMs: Number(to_ms) }))
}

/** What a tenant has in a month. */
export interface TenantMonth {
  readonly tenant: string
  readonly firstSeq: number
  readonly lastSeq: number
  readonly records: number
  /** The hash of the last record, hexadecimal. */
  readonly head: string
}

export async function tenantsIn(db: Queryable, { fromMs, toMs }: LedgerMonth): Promise<TenantMonth[]> {
  const { rows } = await db.query<{ tenant: string; first: string; last: string; records: string; head: string }>({
    text: `
      select tenant_id as tenant, min(seq) as first, max(seq) as last, count(*) as records,
        encode((array_agg(hash order by seq desc))[1], 'hex') as head
      from docket.audit_events
      where recorded_at >= to_timestamp($1 / 1000.0) and recorded_at < to_timestamp($2 / 1000.0)
      group by tenant_id order by tenant_id`,
    values: [fromMs, toMs],
  })
  return rows.map(({ tenant, first, last, records, head }) => ({
    tenant,
    firstSeq: Number(first),
    lastSeq: Number(last),
    records: Number(records),
    head,
  }))
}

/** The documents with events in a month. */
export async function documentsIn(
  db: Queryable,
  { fromMs, toMs }: LedgerMonth,
  tenant: string,
): Promise<DocumentAddress[]> {
  const { rows } = await db.query<DocumentAddress & Record<string, unknown>>({
    text: `
      select distinct tenant_id as tenant, entity_type as entity, entity_id as id from docket.audit_events
      where tenant_id = $3 and recorded_at >= to_timestamp($1 / 1000.0) and recorded_at < to_timestamp($2 / 1000.0)`,
    values: [fromMs, toMs, tenant],
  })
  return rows
}

/** Takes a month out of the ledger; its table stays, beside it. */
export async function archiveMonth(db: Queryable, { month }: LedgerMonth): Promise<void> {
  await db.query({ text: 'select docket.archive_month($1::date)', values: [month] })
}

/** The last record of a tenant that was archived. */
export interface ArchivedUpTo {
  readonly seq: number
  /** Hexadecimal. */
  readonly hash: string
}

/** Undefined when nothing of the tenant was archived. */
export async function archivedUpTo(db: Queryable, tenant: string): Promise<ArchivedUpTo | undefined> {
  const { rows } = await db.query<{ seq: string; hash: string }>({
    text: `
      select payload ->> 'last_seq' as seq, payload ->> 'head' as hash from docket.audit_events
      where tenant_id = $1 and entity_type = '$tenant' and entity_id = 'trail' and event_type = '$tenant.archived'
      order by docket.audit_events.seq desc limit 1`,
    values: [tenant],
  })
  return rows[0] && { seq: Number(rows[0].seq), hash: rows[0].hash }
}

/** How many events of a document were archived. */
export async function archivedEvents(db: Queryable, { tenant, entity, id }: DocumentAddress): Promise<number> {
  const { rows } = await db.query<{ events: string }>({
    text: 'select events from docket.archived_events where tenant_id = $1 and entity_type = $2 and entity_id = $3',
    values: [tenant, entity, id],
  })
  return Number(rows[0]?.events ?? 0)
}
