import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { idAt } from '../../test/ids.ts'
import type { EventRecord } from '../event/event-record.ts'
import { type Additions, additionsOf, appendEvents, eventsOf, verdictsOf } from './layout.ts'

function eventOf(n: number): EventRecord {
  return { id: idAt(n), type: 'counted', v: 1, at: n, by: null, device: 'till', payload: { item: { tags: ['a'] } } }
}

function watch(doc: Y.Doc): Additions[] {
  const additions: Additions[] = []
  eventsOf(doc)
  verdictsOf(doc)
  doc.on('afterTransaction', (transaction: Y.Transaction) => additions.push(additionsOf(transaction)))
  return additions
}

test('an event is appended where its client is, and read from the transaction', () => {
  const doc = new Y.Doc()
  const additions = watch(doc)
  expect(appendEvents(doc, [eventOf(0)], 'me')).toEqual({ client: doc.clientID, clock: 0 })
  expect(appendEvents(doc, [eventOf(1)], 'me')).toEqual({ client: doc.clientID, clock: 1 })
  expect(additions.flatMap(({ events }) => events)).toEqual([
    { event: eventOf(0), client: doc.clientID, clock: 0 },
    { event: eventOf(1), client: doc.clientID, clock: 1 },
  ])
})

test('events that are pending because others are missing are read when those arrive', () => {
  const there = new Y.Doc()
  const updates: Uint8Array[] = []
  there.on('update', (update: Uint8Array) => updates.push(update))
  for (const n of [0, 1, 2]) appendEvents(there, [eventOf(n)], 'there')
  const here = new Y.Doc()
  const additions = watch(here)
  for (const update of [updates[2], updates[1], updates[0]]) Y.applyUpdate(here, update as Uint8Array)
  expect(additions.map(({ events }) => events.length)).toEqual([0, 0, 3])
})

test('what is no event, no verdict, or stands in another root is passed over', () => {
  const doc = new Y.Doc()
  const additions = watch(doc)
  doc.transact(() => {
    eventsOf(doc).push(['text' as never, { ...eventOf(0), extra: 1 } as never, eventOf(1)])
    verdictsOf(doc).push([{ ref: 'x' } as never])
    doc.getArray('others').push([eventOf(2)])
    doc.getMap('map').set('event', eventOf(3))
  })
  expect(additions).toHaveLength(1)
  expect(additions[0]?.events.map(({ event }) => event.id)).toEqual([idAt(1)])
  expect(additions[0]?.verdicts).toEqual([])
})

test('[LOG1] nobody can change a record that was read: it is the one in the document', () => {
  const there = new Y.Doc()
  appendEvents(there, [eventOf(0)], 'there')
  const here = new Y.Doc()
  const additions = watch(here)
  Y.applyUpdate(here, Y.encodeStateAsUpdate(there))
  const { event } = additions[0]?.events[0] ?? {}
  const item = event?.payload.item as { tags: string[] }
  expect(() => item.tags.push('b')).toThrow(TypeError)
  expect(() => Object.assign(event ?? {}, { by: 'mallory' })).toThrow(TypeError)
  expect(eventsOf(here).toArray()).toEqual([eventOf(0)])
})
