import { rfc3339 } from '../rfc3339.ts'
import type { Queryable } from './queryable.ts'

/**
 * The number of a tenant's last event that was recorded before a time; 0 when none was. Events are recorded in the order
 * of their numbers, so some twenty are looked at among a million. Where the database's clock was set back, it is one of
 * the places where the time was passed. What is no longer there, because it was archived, was before.
 *
 * @param atMs ms since the epoch
 */
export async function seqBefore(db: Queryable, tenant: string, atMs: number): Promise<number> {
  const { rows } = await db.query<{ low: string }>({
    text: `
      with recursive search (low, high) as (
        select 0::bigint, coalesce((select seq from docket.tenants where tenant_id = $1), 0)
        union all
        select case when is_before then middle else low end, case when is_before then high else middle - 1 end
        from search
        cross join lateral (select (low + high + 1) / 2 as middle) as half
        cross join lateral (
          select coalesce(
            (select recorded_at < $2 from docket.audit_events where tenant_id = $1 and seq = middle), true
          ) as is_before
        ) as looked
        where low < high
      )
      select low from search where low = high`,
    values: [tenant, rfc3339(atMs)],
  })
  return Number(rows[0]?.low ?? 0)
}
