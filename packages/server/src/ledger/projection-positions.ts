import type { Queryable } from './queryable.ts'

/** How far a projection is for one tenant. */
export interface ProjectionKey {
  readonly projection: string
  readonly tenant: string
}

/** Keeps the tables of this version from being made anew until the end of the transaction; false if they are others. */
export async function holdVersion(db: Queryable, projection: string, version: number): Promise<boolean> {
  const { rows } = await db.query({
    text: 'select from docket.projections where name = $1 and version = $2 for share',
    values: [projection, version],
  })
  return rows.length > 0
}

/** Takes the position until the end of the transaction; undefined when somebody else has it. */
export async function takePosition(db: Queryable, key: ProjectionKey): Promise<number | undefined> {
  const taken = await lockPosition(db, key)
  if (taken !== undefined) return taken
  await db.query({
    text: 'insert into docket.projection_positions (name, tenant_id) values ($1, $2) on conflict do nothing',
    values: [key.projection, key.tenant],
  })
  return lockPosition(db, key)
}

async function lockPosition(db: Queryable, { projection, tenant }: ProjectionKey): Promise<number | undefined> {
  const { rows } = await db.query<{ position: string }>({
    text: `
      select position from docket.projection_positions
      where name = $1 and tenant_id = $2 for update skip locked`,
    values: [projection, tenant],
  })
  return rows[0] && Number(rows[0].position)
}

export async function movePosition(
  db: Queryable,
  { projection, tenant }: ProjectionKey,
  position: number,
): Promise<void> {
  await db.query({
    text: `
      update docket.projection_positions
      set position = $3, failures = 0, failed_seq = null, error = null, failed_at = null
      where name = $1 and tenant_id = $2`,
    values: [projection, tenant, position],
  })
}

/** Says at which event the projection stands, and why; nothing if somebody has got past it meanwhile. */
export async function noteFailure(
  db: Queryable,
  { projection, tenant }: ProjectionKey,
  { seq, error }: { readonly seq: number; readonly error: string },
): Promise<void> {
  await db.query({
    text: `
      update docket.projection_positions
      set failures = failures + 1, failed_seq = $3, error = $4, failed_at = now()
      where name = $1 and tenant_id = $2 and position < $3`,
    values: [projection, tenant, seq, error],
  })
}

/** Of whom it is asked what is new. */
export interface ProjectionInterest {
  readonly name: string
  readonly version?: number
  readonly tenant?: string
}

/** The tenants of which the projection lacks something: all of them, as long as its tables are not of this version. */
export async function tenantsBehind(
  db: Queryable,
  { name, version = 1, tenant }: ProjectionInterest,
): Promise<string[]> {
  const { rows } = await db.query<{ tenant_id: string }>({
    text: `
      select t.tenant_id
      from docket.tenants as t
      left join docket.projections as d on d.name = $1 and d.version = $2
      left join docket.projection_positions as p on p.name = d.name and p.tenant_id = t.tenant_id
      where t.seq > coalesce(p.position, 0) and ($3::text is null or t.tenant_id = $3)`,
    values: [name, version, tenant ?? null],
  })
  return rows.map((row) => row.tenant_id)
}
