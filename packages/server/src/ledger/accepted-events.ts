import { EVENT_COLUMNS, type EventRow, type LedgerEvent, toLedgerEvent } from './event-row.ts'
import { allPages, PAGE_SIZE } from './pages.ts'
import type { Queryable } from './queryable.ts'

export interface AcceptedEvents {
  readonly tenant: string
  readonly entityType: string
  /** Their names inside the entity. */
  readonly eventTypes: readonly string[]
}

/** A tenant's accepted events of some types, in the order of their numbers. */
export async function* acceptedEvents(
  db: Queryable,
  { tenant, entityType, eventTypes }: AcceptedEvents,
): AsyncGenerator<LedgerEvent> {
  const names = eventTypes.map((type) => `${entityType}.${type}`)
  const rows = allPages<EventRow>(async (last) => {
    const page = await db.query<EventRow>({
      text: `
        select ${EVENT_COLUMNS} from docket.audit_events
        where tenant_id = $1 and seq > $2 and entity_type = $3 and event_type = any($4) and reject_code is null
        order by docket.audit_events.seq limit ${PAGE_SIZE}`,
      values: [tenant, last?.seq ?? 0, entityType, names],
    })
    return page.rows
  })
  for await (const row of rows) yield toLedgerEvent(row)
}
