import type { DocumentAddress } from '@docket/core'
import type { Queryable } from './queryable.ts'

/** Between which ledgers: a tenant's here, and that of the central server. */
export interface Upstream {
  readonly tenant: string
  readonly url: string
}

/** How far the two have got with each other. */
export interface UpstreamPosition {
  /** The central server has committed all events of this ledger up to this number. */
  readonly forwarded: number
  /** This one has all documents of the central ledger as of this number of it. */
  readonly brought: number
}

export async function readPosition(db: Queryable, { tenant, url }: Upstream): Promise<UpstreamPosition> {
  const { rows } = await db.query<{ forwarded_seq: string; brought_seq: string }>({
    text: 'select forwarded_seq, brought_seq from docket.upstream where tenant_id = $1 and url = $2',
    values: [tenant, url],
  })
  return { forwarded: Number(rows[0]?.forwarded_seq ?? 0), brought: Number(rows[0]?.brought_seq ?? 0) }
}

/** Never goes back. */
export async function movePosition(
  db: Queryable,
  { tenant, url }: Upstream,
  { forwarded, brought }: UpstreamPosition,
): Promise<void> {
  await db.query({
    text: `
      insert into docket.upstream as u (tenant_id, url, forwarded_seq, brought_seq) values ($1, $2, $3, $4)
      on conflict (tenant_id, url) do update set
        forwarded_seq = greatest(u.forwarded_seq, excluded.forwarded_seq),
        brought_seq = greatest(u.brought_seq, excluded.brought_seq),
        moved_at = now()`,
    values: [tenant, url, forwarded, brought],
  })
}

export interface UpstreamStatus extends Upstream, UpstreamPosition {
  /** The newest number of this ledger. */
  readonly newest: number
  /** ms since the epoch */
  readonly movedAt: number
}

/** Of all tenants that are, or were, kept in step. */
export async function upstreams(db: Queryable): Promise<UpstreamStatus[]> {
  const { rows } = await db.query<Record<'tenant_id' | 'url' | 'forwarded_seq' | 'brought_seq' | 'seq' | 'at', string>>(
    {
      text: `
      select tenant_id, url, forwarded_seq, brought_seq, coalesce(t.seq, 0) as seq,
        (extract(epoch from moved_at) * 1000)::bigint as at
      from docket.upstream left join docket.tenants as t using (tenant_id) order by tenant_id, url`,
    },
  )
  return rows.map(({ tenant_id, url, forwarded_seq, brought_seq, seq, at }) => ({
    tenant: tenant_id,
    url,
    forwarded: Number(forwarded_seq),
    brought: Number(brought_seq),
    newest: Number(seq),
    movedAt: Number(at),
  }))
}

export interface ToForward {
  /** How far it goes: all of this ledger up to here is looked at. */
  readonly last: number
  readonly documents: readonly DocumentAddress[]
}

const PAGE_EVENTS = 500

/**
 * Which documents have something that the central server may lack, among the next numbers of a tenant.
 *
 * @param except what was submitted by this one came from there
 */
export async function toForwardAfter(db: Queryable, tenant: string, after: number, except: string): Promise<ToForward> {
  const { rows } = await db.query<{ last: string | null; entity_type: string | null; entity_id: string | null }>({
    name: 'docket-to-forward',
    text: `
      with page as (
        select seq, submitted_by, event_type, payload, entity_type, entity_id from docket.audit_events
        where tenant_id = $1 and seq > $2 order by seq limit ${PAGE_EVENTS}
      ),
      changed as (
        select entity_type, entity_id from page where submitted_by <> $3 and entity_type <> '$tenant'
        union
        select payload ->> 'entity_type', payload ->> 'entity_id' from page
        where submitted_by <> $3 and event_type = '$tenant.rejected_later'
      )
      select last, entity_type, entity_id
      from (select max(seq) as last from page) as read left join changed on true`,
    values: [tenant, after, except],
  })
  return {
    last: Number(rows[0]?.last ?? after),
    documents: rows.flatMap(({ entity_type, entity_id }) =>
      entity_type === null || entity_id === null ? [] : [{ tenant, entity: entity_type, id: entity_id }],
    ),
  }
}
