import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { idAt } from '../../test/ids.ts'
import type { EventRecord } from '../event/event-record.ts'
import { fillHollow, runsOf } from './hollow.ts'
import { appendEvents, eventsOf, verdictsOf } from './layout.ts'
import { missingUpdate } from './missing-update.ts'

function eventOf(n: number): EventRecord {
  return { id: idAt(n), type: 'counted', v: 1, at: n, by: null, device: 'till', payload: { n } }
}

const checkpointOf = (doc: Y.Doc) => ({
  covered: runsOf(doc),
  state: null,
  foldVersion: '1',
  newestId: idAt(0),
  events: 0,
  notUnderstood: 0,
  rejected: [],
})

/** The document whole, as a server has it: two tills took turns, and a writer of verdicts. */
function whole(): { server: Y.Doc; till: Y.Doc; writer: Y.Doc } {
  const [server, till, other, writer] = [new Y.Doc(), new Y.Doc(), new Y.Doc(), new Y.Doc()]
  for (let n = 0; n < 10; n++) {
    const [from, to] = n % 3 === 0 ? [other, till] : [till, other]
    appendEvents(from, [eventOf(n)], 'test')
    for (const doc of [to, server]) Y.applyUpdate(doc, Y.encodeStateAsUpdate(from))
  }
  verdictsOf(writer).push([{ ref: idAt(3), code: 'forbidden', reason: 'no', at: 0 }])
  Y.applyUpdate(server, Y.encodeStateAsUpdate(writer))
  return { server, till, writer }
}

function hollow(server: Y.Doc): Y.Doc {
  const doc = new Y.Doc()
  eventsOf(doc)
  verdictsOf(doc)
  fillHollow(doc, checkpointOf(server), 'test')
  return doc
}

const vectorOf = (doc: Y.Doc) => Y.decodeStateVector(Y.encodeStateVector(doc))

test('[CHK1] a hollow document has the state vector of the whole one, a few items, and no content', () => {
  const { server } = whole()
  const doc = hollow(server)
  expect(vectorOf(doc)).toEqual(vectorOf(server))
  expect(eventsOf(doc)).toHaveLength(0)
  expect([...doc.store.clients.values()].flat()).toHaveLength(3)
  expect(missingUpdate(server, Y.encodeStateVector(doc)).length).toBeLessThan(5)
})

describe('[CHK1] what is appended to what a hollow document lacks', () => {
  test('keeps its content and its root, whatever client it comes from', () => {
    const { server, till, writer } = whole()
    const doc = hollow(server)
    const stranger = new Y.Doc()
    Y.applyUpdate(stranger, Y.encodeStateAsUpdate(server))
    appendEvents(till, [eventOf(10)], 'test')
    appendEvents(stranger, [eventOf(11)], 'test')
    verdictsOf(writer).push([{ ref: idAt(10), code: 'forbidden', reason: 'no', at: 0 }])
    for (const from of [till, stranger, writer]) Y.applyUpdate(server, Y.encodeStateAsUpdate(from))
    Y.applyUpdate(doc, missingUpdate(server, Y.encodeStateVector(doc)))
    expect(doc.store.pendingStructs).toBeNull()
    const ids = eventsOf(doc).map(({ id }) => id)
    expect(ids.toSorted()).toEqual([idAt(10), idAt(11)])
    expect(verdictsOf(doc).map(({ ref }) => ref)).toEqual([idAt(10)])
  })

  test('after an event in its middle, which nobody has seen anything after', () => {
    const { server } = whole()
    const early = new Y.Doc()
    const first = new Y.Doc()
    appendEvents(first, [eventOf(0), eventOf(1), eventOf(2)], 'test')
    Y.applyUpdate(early, Y.encodeStateAsUpdate(first))
    appendEvents(first, [eventOf(4)], 'test')
    Y.applyUpdate(server, Y.encodeStateAsUpdate(first))
    const doc = hollow(server)
    appendEvents(early, [eventOf(3)], 'test')
    Y.applyUpdate(server, Y.encodeStateAsUpdate(early))
    Y.applyUpdate(doc, missingUpdate(server, Y.encodeStateVector(doc)))
    expect(eventsOf(doc).map(({ id }) => id)).toEqual([idAt(3)])
  })

  test('a hollow document that holds part of it takes the rest', () => {
    const { server, till } = whole()
    const doc = new Y.Doc()
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(server))
    for (const n of [10, 11]) appendEvents(till, [eventOf(n)], 'test')
    Y.applyUpdate(server, Y.encodeStateAsUpdate(till))
    fillHollow(doc, checkpointOf(server), 'test')
    expect(vectorOf(doc)).toEqual(vectorOf(server))
    expect(eventsOf(doc)).toHaveLength(10)
  })
})

describe('[CHK2] what a hollow document sends', () => {
  test('is what the other lacks, with nothing deleted', () => {
    const { server } = whole()
    const doc = hollow(server)
    const before = Y.encodeStateVector(server)
    appendEvents(doc, [eventOf(20)], 'test')
    const update = missingUpdate(doc, before)
    expect(Y.decodeUpdate(update).ds.clients.size).toBe(0)
    expect(Y.decodeUpdate(Y.encodeStateAsUpdate(doc, before)).ds.clients.size).toBeGreaterThan(0)
    Y.applyUpdate(server, update)
    expect(eventsOf(server)).toHaveLength(11)
    expect(eventsOf(server).toArray()).toContainEqual(eventOf(20))
  })

  test('takes nothing from one that is whole, and gives one that is empty no event', () => {
    const { server } = whole()
    const doc = hollow(server)
    const [full, empty] = [new Y.Doc(), new Y.Doc()]
    Y.applyUpdate(full, Y.encodeStateAsUpdate(server))
    Y.applyUpdate(full, missingUpdate(doc))
    expect(eventsOf(full)).toHaveLength(10)
    Y.applyUpdate(empty, missingUpdate(doc))
    expect(vectorOf(empty)).toEqual(vectorOf(server))
    expect(eventsOf(empty)).toHaveLength(0)
  })

  test('tells a deletion of anything else, so that it is refused', () => {
    const { server } = whole()
    const doc = hollow(server)
    appendEvents(doc, [eventOf(20), eventOf(21)], 'test')
    eventsOf(doc).delete(0)
    const { ds } = Y.decodeUpdate(missingUpdate(doc))
    expect([...ds.clients]).toEqual([[doc.clientID, [expect.objectContaining({ clock: 0, len: 1 })]]])
  })

  test('of a document without a checkpoint is what Yjs says', () => {
    const { server } = whole()
    eventsOf(server).delete(0)
    expect(missingUpdate(server)).toEqual(Y.encodeStateAsUpdate(server))
  })
})

test('[CHK1] a storage keeps it as any other document: its update fills another one', () => {
  const { server, till } = whole()
  const doc = hollow(server)
  appendEvents(doc, [eventOf(20)], 'test')
  const read = new Y.Doc()
  Y.applyUpdate(read, Y.encodeStateAsUpdate(doc))
  expect(vectorOf(read)).toEqual(vectorOf(doc))
  appendEvents(till, [eventOf(21)], 'test')
  Y.applyUpdate(read, Y.encodeStateAsUpdate(till, Y.encodeStateVector(server)))
  expect(
    eventsOf(read)
      .map(({ id }) => id)
      .toSorted(),
  ).toEqual([idAt(20), idAt(21)])
})
