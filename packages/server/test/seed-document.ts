import { type DocumentAddress, type EventRecord, eventsOf } from '@docket/core'
import * as Y from 'yjs'
import { commitGroup } from '../src/ledger/commit-group.ts'
import type { Queryable } from '../src/ledger/queryable.ts'
import { accepted, sampleEvent } from './sample-commits.ts'

export interface SeedOptions {
  readonly events: number
  /** How many tills took turns; 1 unless told. */
  readonly tills?: number
  /** What it has already; nothing unless told. */
  readonly doc?: Y.Doc
}

const GROUP_SIZE = 500

/** Writes a document as its tills would, an update an event. Returns what it has now. */
export async function seedDocument(
  db: Queryable,
  address: DocumentAddress,
  { events, tills = 1, doc = new Y.Doc() }: SeedOptions,
): Promise<Y.Doc> {
  const made: { event: EventRecord; update: Uint8Array }[] = []
  const till = (): Y.Doc => {
    const copy = new Y.Doc()
    Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc))
    return copy
  }
  const docs = Array.from({ length: tills }, till)
  for (const copy of docs) {
    copy.on('update', (update, origin) => {
      if (origin !== 'seed') return
      Y.applyUpdate(doc, update)
      for (const other of docs) if (other !== copy) Y.applyUpdate(other, update)
    })
  }
  for (let n = 0; n < events; n++) {
    const copy = docs[n % tills] as Y.Doc
    const event = sampleEvent({ type: 'added', payload: { n } })
    const before = Y.encodeStateVector(copy)
    copy.transact(() => eventsOf(copy).push([event]), 'seed')
    made.push({ event, update: Y.encodeStateAsUpdate(copy, before) })
  }
  for (let from = 0; from < made.length; from += GROUP_SIZE) {
    const group = made.slice(from, from + GROUP_SIZE)
    await commitGroup(
      db,
      group.map(({ event, update }) => ({
        address,
        events: [accepted(event)],
        updates: [update],
        readModel: undefined,
      })),
    )
  }
  return doc
}
