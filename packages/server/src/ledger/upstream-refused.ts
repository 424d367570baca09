import type { DocumentAddress } from '@docket/core'
import type { Queryable } from './queryable.ts'
import type { Upstream } from './upstream.ts'

/** Up: the central server does not take what this one has of the document; down: the other way round. */
export type Direction = 'up' | 'down'

/** A document of which one of the two servers does not take what the other has. */
export interface UpstreamRefusal {
  readonly entity: string
  readonly id: string
  readonly direction: Direction
  readonly code: string
  readonly reason: string
  /** When it was refused last, ms since the epoch. */
  readonly at: number
}

type Document = Pick<DocumentAddress, 'entity' | 'id'>

export async function noteRefusal(
  db: Queryable,
  { tenant, url }: Upstream,
  { entity, id }: Document,
  { direction, code, reason }: Pick<UpstreamRefusal, 'direction' | 'code' | 'reason'>,
): Promise<void> {
  await db.query({
    text: `
      insert into docket.upstream_refused as r (tenant_id, url, entity_type, entity_id, direction, code, reason)
      values ($1, $2, $3, $4, $5, $6, $7)
      on conflict (tenant_id, url, entity_type, entity_id, direction) do update
        set code = excluded.code, reason = excluded.reason, at = now()`,
    values: [tenant, url, entity, id, direction, code, reason],
  })
}

/** Both have taken it after all, or will be asked again now. */
export async function forgetRefusals(
  db: Queryable,
  { tenant, url }: Upstream,
  { entity, id }: Document,
): Promise<void> {
  await db.query({
    text: `
      delete from docket.upstream_refused
      where tenant_id = $1 and url = $2 and entity_type = $3 and entity_id = $4`,
    values: [tenant, url, entity, id],
  })
}

interface Row extends Record<string, unknown> {
  readonly entity_type: string
  readonly entity_id: string
  readonly direction: Direction
  readonly code: string
  readonly reason: string
  readonly at_ms: string
}

/** Those that are kept aside, the oldest first. */
export async function refusals(db: Queryable, { tenant, url }: Upstream): Promise<UpstreamRefusal[]> {
  const { rows } = await db.query<Row>({
    text: `
      select entity_type, entity_id, direction, code, reason, (extract(epoch from at) * 1000)::bigint as at_ms
      from docket.upstream_refused where tenant_id = $1 and url = $2 order by at, entity_type, entity_id`,
    values: [tenant, url],
  })
  return rows.map(({ entity_type, entity_id, direction, code, reason, at_ms }) => ({
    entity: entity_type,
    id: entity_id,
    direction,
    code,
    reason,
    at: Number(at_ms),
  }))
}
