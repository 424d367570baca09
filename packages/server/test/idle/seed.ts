import { type EventRecord, eventsOf } from '@docket/core'
import * as Y from 'yjs'
import type { DocumentCommit } from '../../src/ledger/commit.ts'
import { commitGroup } from '../../src/ledger/commit-group.ts'
import type { Queryable } from '../../src/ledger/queryable.ts'
import { accepted, sampleEvent } from '../sample-commits.ts'

export const EVENTS = 25
export const TENANT = 'idle'

interface Template {
  readonly event: EventRecord
  readonly update: Buffer
  /** Where the last part of the event's id stands in the update. */
  readonly at: number
}

const LAST_PART = 12
const DOCUMENTS_A_GROUP = 20

/** Documents `0` to `count - 1` of 25 events each: one document, with other ids in the bytes of its updates. */
export async function seedIdleDocuments(db: Queryable, count: number): Promise<void> {
  const templates = makeTemplates()
  for (let from = 0; from < count; from += DOCUMENTS_A_GROUP) {
    const group = Array.from({ length: Math.min(DOCUMENTS_A_GROUP, count - from) }, (_, index) => from + index)
    await commitGroup(
      db,
      group.flatMap((number) => templates.map((template) => commitOf(template, number))),
    )
  }
}

function makeTemplates(): Template[] {
  const doc = new Y.Doc()
  return Array.from({ length: EVENTS }, (_, n) => {
    const event = sampleEvent({ type: 'added', payload: { n } })
    const before = Y.encodeStateVector(doc)
    eventsOf(doc).push([event])
    const update = Buffer.from(Y.encodeStateAsUpdate(doc, before))
    return { event, update, at: update.indexOf(event.id) + event.id.length - LAST_PART }
  })
}

function commitOf({ event, update, at }: Template, number: number): DocumentCommit {
  const last = String(number).padStart(LAST_PART, '0')
  const data = Buffer.from(update)
  data.write(last, at, 'latin1')
  return {
    address: { tenant: TENANT, entity: 'tally', id: String(number) },
    events: [accepted({ ...event, id: `${event.id.slice(0, -LAST_PART)}${last}` })],
    updates: [data],
    readModel: undefined,
  }
}
