import type { DocumentAddress, EventRecord, VerdictRecord } from '@docket/core'
import { verdictOf } from './event-row.ts'
import { allPages, PAGE_SIZE } from './pages.ts'
import type { Queryable } from './queryable.ts'
import { eventsOfEntity } from './read-events.ts'
import { readUpdates } from './update-row.ts'

/** A document's Yjs updates in the order in which they were committed, those after the row `afterNo`. */
export async function* loadDocument(
  db: Queryable,
  { tenant, entity, id }: DocumentAddress,
  afterNo = 0,
): AsyncGenerator<{ readonly no: number; readonly update: Uint8Array }> {
  const rows = allPages<{ no: string; data: Buffer }>(async (last) => {
    const page = await db.query<{ no: string; data: Buffer }>({
      text: `
        select no, data from docket.updates
        where tenant_id = $1 and entity_type = $2 and entity_id = $3 and no > $4
        order by no limit ${PAGE_SIZE}`,
      values: [tenant, entity, id, last?.no ?? afterNo],
    })
    return page.rows
  })
  for await (const { no, data } of rows) for (const update of readUpdates(data)) yield { no: Number(no), update }
}

/** The committed events of a document with the verdicts on them, as `EventLog.add` takes them. */
export async function documentEvents(
  db: Queryable,
  { tenant, entity, id }: DocumentAddress,
): Promise<{ events: EventRecord[]; verdicts: VerdictRecord[] }> {
  const events: EventRecord[] = []
  const verdicts: VerdictRecord[] = []
  for await (const entry of eventsOfEntity(db, { tenant, entityType: entity, entityId: id })) {
    events.push(entry.event)
    const verdict = verdictOf(entry)
    if (verdict) verdicts.push(verdict)
  }
  return { events, verdicts }
}
