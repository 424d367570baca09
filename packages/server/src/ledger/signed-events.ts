import type { Queryable } from './queryable.ts'

/** The number of the tenant's last event that a signing device has signed; 0 when there is none. */
export async function lastSignedSeq(db: Queryable, tenant: string): Promise<number> {
  const { rows } = await db.query<{ seq: string | null }>({
    text: `
      select max((payload ->> 'seq')::bigint) as seq from docket.audit_events
      where tenant_id = $1 and entity_type = '$tenant' and entity_id = 'trail' and event_type = '$tenant.signed'`,
    values: [tenant],
  })
  return Number(rows[0]?.seq ?? 0)
}

export async function allTenants(db: Queryable): Promise<string[]> {
  const { rows } = await db.query<{ tenant_id: string }>({ text: 'select tenant_id from docket.tenants' })
  return rows.map((row) => row.tenant_id)
}
