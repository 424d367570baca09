import type { Queryable } from './queryable.ts'

/** Takes a projection until the end of the transaction. Gives the version whose tables are there; 0: there are none. */
export async function takeProjection(db: Queryable, projection: string): Promise<number> {
  await db.query({
    text: 'insert into docket.projections (name, version) values ($1, 0) on conflict do nothing',
    values: [projection],
  })
  const { rows } = await db.query<{ version: number }>({
    text: 'select version from docket.projections where name = $1 for update',
    values: [projection],
  })
  return rows[0]?.version ?? 0
}

export interface ProjectionBeginning {
  readonly projection: string
  readonly version: number
  /** Whether it begins with what is committed from now on. */
  readonly isFromNow: boolean
}

/** Its tables are there, and empty: each tenant begins. */
export async function beginProjection(
  db: Queryable,
  { projection, version, isFromNow }: ProjectionBeginning,
): Promise<void> {
  await db.query({
    text: 'update docket.projections set version = $2 where name = $1',
    values: [projection, version],
  })
  await db.query({
    text: `
      insert into docket.projection_positions as p (name, tenant_id, position)
      select $1, tenant_id, case when $2 then seq else 0 end from docket.tenants
      on conflict (name, tenant_id) do update set
        position = excluded.position, failures = 0, failed_seq = null, error = null, failed_at = null`,
    values: [projection, isFromNow],
  })
}

/** Has whoever runs the projection make its tables anew and fill them from the beginning; false when there is none. */
export async function rebuildProjection(db: Queryable, projection: string): Promise<boolean> {
  const { rowCount } = await db.query({
    text: 'update docket.projections set version = 0 where name = $1',
    values: [projection],
  })
  return rowCount === 1
}

/** How a projection stands. */
export interface ProjectionStatus {
  readonly projection: string
  /** 0 while its tables are to be made anew. */
  readonly version: number
  readonly tenant: string
  readonly position: number
  /** How many numbers of the tenant are after the position. */
  readonly lag: number
  /** At which event it stands, since when, and the code of what goes wrong; undefined when nothing does. */
  readonly failure:
    | { readonly seq: number; readonly error: string; readonly failures: number; readonly atMs: number }
    | undefined
}

interface StatusRow extends Record<string, unknown> {
  readonly name: string
  readonly version: number
  readonly tenant_id: string
  readonly position: string
  readonly lag: string
  readonly failures: number
  readonly failed_seq: string | null
  readonly error: string | null
  readonly failed_at: Date | null
}

export async function projectionStatuses(db: Queryable): Promise<ProjectionStatus[]> {
  const { rows } = await db.query<StatusRow>({
    text: `
      select name, version, tenant_id, position, greatest(t.seq - position, 0) as lag, failures, failed_seq, error, failed_at
      from docket.projections
      join docket.projection_positions using (name)
      join docket.tenants as t using (tenant_id)
      order by name, tenant_id`,
  })
  return rows.map((row) => ({
    projection: row.name,
    version: row.version,
    tenant: row.tenant_id,
    position: Number(row.position),
    lag: Number(row.lag),
    failure:
      row.failed_at === null
        ? undefined
        : {
            seq: Number(row.failed_seq),
            error: row.error ?? '',
            failures: row.failures,
            atMs: row.failed_at.getTime(),
          },
  }))
}
