import type { EventId } from '@docket/core'
import { EVENT_COLUMNS, type EventRow, type LedgerEvent, toLedgerEvent } from './event-row.ts'
import { LATER_REJECTIONS } from './later-rejections.ts'
import { allPages, PAGE_SIZE } from './pages.ts'
import type { Queryable } from './queryable.ts'

export interface EventsSince {
  readonly tenant: string
  /** Numbers greater than this. */
  readonly after: number
  readonly entityType?: string | undefined
  /** Without the events of this type of entity; `next` passes them. */
  readonly except?: string | undefined
  readonly limit: number
}

export interface EventsPage {
  readonly events: readonly LedgerEvent[]
  /** What to pass as `after` to go on: nothing up to it is missing or will come later. */
  readonly next: number
}

/** The tenant's events in the order of their numbers. */
export async function eventsSince(
  db: Queryable,
  { tenant, after, entityType, except, limit }: EventsSince,
): Promise<EventsPage> {
  // The counter and the events are of one snapshot, so a page that is not full has all up to the counter.
  const { rows } = await db.query<EventRow & { newest: string }>({
    text: `
      select newest, e.*
      from (select coalesce((select seq from docket.tenants where tenant_id = $1), 0) as newest) as counter
      left join lateral (
        select ${EVENT_COLUMNS} from docket.audit_events
        where tenant_id = $1 and seq > $2 and ($3::text is null or entity_type = $3)
          and ($4::text is null or entity_type <> $4)
        order by docket.audit_events.seq limit $5
      ) as e on true`,
    values: [tenant, after, entityType ?? null, except ?? null, limit],
  })
  // Of a tenant without such events there is one row, of the counter alone.
  const events = rows.filter((row) => row.event_id !== null).map(toLedgerEvent)
  const last = events.at(-1)
  const isFull = last !== undefined && events.length >= limit
  return { events, next: isFull ? last.seq : Math.max(after, Number(rows[0]?.newest ?? 0)) }
}

export interface EventsOfEntity {
  readonly tenant: string
  readonly entityType: string
  readonly entityId: string
  /** Only events that were committed up to this number: what is read is one moment's, however long reading takes. */
  readonly upToSeq?: number | undefined
  /** Only events up to this place in the order. */
  readonly upToId?: EventId | undefined
}

/** The events of one document in the order of their ids. */
export async function* eventsOfEntity(db: Queryable, query: EventsOfEntity): AsyncGenerator<LedgerEvent> {
  const { tenant, entityType, entityId, upToSeq, upToId } = query
  const rows = allPages<EventRow>(async (last) => {
    const page = await db.query<EventRow>({
      text: `
        with own as (
          select ${EVENT_COLUMNS} from docket.audit_events
          where tenant_id = $1 and entity_type = $2 and entity_id = $3
            and ($4::uuid is null or event_id > $4)
            and ($5::bigint is null or seq <= $5)
            and ($6::uuid is null or event_id <= $6)
          order by event_id limit ${PAGE_SIZE}
        ),
        later as (
          ${LATER_REJECTIONS} and ($5::bigint is null or seq <= $5) order by ref, seq
        )
        select own.*, later_seq, later_code, later_reason
        from own left join later on later.ref = own.event_id order by own.event_id`,
      values: [tenant, entityType, entityId, last?.event_id ?? null, upToSeq ?? null, upToId ?? null],
    })
    return page.rows
  })
  for await (const row of rows) yield toLedgerEvent(row)
}

/** The events of one document that have these ids; an id that none of them has is left out. */
export async function eventsById(
  db: Queryable,
  { tenant, entityType, entityId }: Pick<EventsOfEntity, 'tenant' | 'entityType' | 'entityId'>,
  ids: readonly EventId[],
): Promise<LedgerEvent[]> {
  const { rows } = await db.query<EventRow>({
    name: 'docket-events-by-id',
    text: `
      select ${EVENT_COLUMNS} from docket.audit_events
      where tenant_id = $1 and entity_type = $2 and entity_id = $3 and event_id = any($4::uuid[])`,
    values: [tenant, entityType, entityId, ids],
  })
  return rows.map(toLedgerEvent)
}

/** The number of the newest event of a document; undefined when it has none. */
export async function newestSeq(
  db: Queryable,
  { tenant, entityType, entityId }: Pick<EventsOfEntity, 'tenant' | 'entityType' | 'entityId'>,
): Promise<number | undefined> {
  const { rows } = await db.query<{ newest: string | null }>({
    text: `
      select max(seq) as newest from docket.audit_events
      where tenant_id = $1 and entity_type = $2 and entity_id = $3`,
    values: [tenant, entityType, entityId],
  })
  const newest = rows[0]?.newest
  return newest == null ? undefined : Number(newest)
}
