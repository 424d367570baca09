import type { DocumentAddress, EventRecord, VerdictRecord } from '@docket/core'
import { verdictOf } from './event-row.ts'
import { PAGE_SIZE } from './pages.ts'
import type { Queryable } from './queryable.ts'
import { eventsOfEntity } from './read-events.ts'
import { readUpdates } from './update-row.ts'

/** A row that holds a part of a document. */
export interface DocumentPart {
  readonly table: 'snapshots' | 'updates'
  /** The number of an update; of a snapshot, that of the last update in it. */
  readonly no: number
  readonly data: Buffer
  /** False when a snapshot is not what was written. */
  readonly intact: boolean
}

/** The Yjs updates in a part. @throws RangeError when it is not what was written */
export function updatesOf({ table, data }: DocumentPart): readonly Uint8Array[] {
  return table === 'snapshots' ? [data] : readUpdates(data)
}

export interface DocumentPage {
  /** In the order in which they are applied. A snapshot stands for all updates up to its number. */
  readonly parts: readonly DocumentPart[]
  /** How many events of the document the ledger had, archived ones too, at the moment of which the parts are. */
  readonly events: number
}

export interface PartsAfter {
  /** Numbers greater than this; all unless told. */
  readonly after?: number
  /** Read the updates alone, all that are still there. */
  readonly withoutSnapshot?: boolean
}

/**
 * A document as it is stored, a page at a time; after the last page it is whole as of that page. Of a document that
 * does not exist there is one page without parts.
 *
 * Each page is one statement and so of one moment: whoever writes a snapshot meanwhile, and deletes updates, is seen
 * with both or with neither. Each tenant's updates get their numbers and become visible in the order in which they are
 * committed (see `COMMIT_STATEMENT`), so none comes later with a smaller number, on however many nodes.
 */
export async function* documentPages(
  db: Queryable,
  { tenant, entity, id }: DocumentAddress,
  { after = 0, withoutSnapshot = false }: PartsAfter = {},
): AsyncGenerator<DocumentPage> {
  for (let last = after; ; ) {
    const { rows } = await db.query<PartRow>({
      name: 'docket-document-page',
      text: PAGE_STATEMENT,
      values: [tenant, entity, id, last, !withoutSnapshot],
    })
    const parts = rows.filter(isPart).map(toPart)
    yield { parts, events: Number(rows[0]?.events) }
    if (parts.filter(({ table }) => table === 'updates').length < PAGE_SIZE) return
    last = parts.at(-1)?.no ?? last
  }
}

const OF_DOCUMENT = 'tenant_id = $1 and entity_type = $2 and entity_id = $3'

const PAGE_STATEMENT = `
with snapshot as (
  select no, data, sha256(data) = digest as intact from docket.snapshots where ${OF_DOCUMENT} and no > $4 and $5
)
select events, part.*
from (
  select (select count(*) from docket.audit_events where ${OF_DOCUMENT})
    + coalesce((select events from docket.archived_events where ${OF_DOCUMENT}), 0) as events
) as counted
left join (
  select 'snapshots' as "table", * from snapshot
  union all
  (select 'updates', no, data, true from docket.updates
   where ${OF_DOCUMENT} and no > greatest($4, (select no from snapshot))
   order by no limit ${PAGE_SIZE})
) as part on true
order by no`

interface PartRow extends Record<string, unknown> {
  readonly events: string
  /** Null when there is no part. */
  readonly table: 'snapshots' | 'updates' | null
  readonly no: string
  readonly data: Buffer
  readonly intact: boolean
}

function isPart(row: PartRow): row is PartRow & { readonly table: 'snapshots' | 'updates' } {
  return row.table !== null
}

function toPart(row: PartRow & { readonly table: 'snapshots' | 'updates' }): DocumentPart {
  return { table: row.table, no: Number(row.no), data: row.data, intact: row.intact }
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
