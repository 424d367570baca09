import type { Queryable } from './queryable.ts'

/** How many events of a type and version a tenant has. */
export interface EventCount {
  readonly tenant: string
  readonly entityType: string
  /** Its name inside the entity. */
  readonly eventType: string
  /** Of the payload's schema. */
  readonly version: number
  readonly events: number
}

interface Row extends Record<string, unknown> {
  readonly entity_type: string
  readonly event_type: string
  readonly schema_version: string
  readonly events: string
}

/** Of the accepted events of these entities; reads the whole tenant. */
export async function countEvents(
  db: Queryable,
  tenant: string,
  entityTypes: readonly string[],
): Promise<EventCount[]> {
  const { rows } = await db.query<Row>({
    text: `
      select entity_type, event_type, schema_version, count(*) as events from docket.audit_events
      where tenant_id = $1 and entity_type = any($2) and reject_code is null
      group by entity_type, event_type, schema_version
      order by entity_type, event_type, schema_version`,
    values: [tenant, entityTypes],
  })
  return rows.map((row) => ({
    tenant,
    entityType: row.entity_type,
    eventType: row.event_type.slice(row.entity_type.length + 1),
    version: Number(row.schema_version),
    events: Number(row.events),
  }))
}
