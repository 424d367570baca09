import { afterEach, describe, expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { itemOf, order } from '../../test/order.ts'
import { openTill } from '../../test/till.ts'
import { defineEntity } from '../entity/define-entity.ts'
import { memoryStorage } from '../storage/memory-storage.ts'
import type { Storage } from '../storage/storage.ts'
import { type LocalServer, localServer } from '../testing/local-server.ts'
import type { EntityDocument, Store } from './store.ts'

const stores: Store[] = []
afterEach(async () => {
  for (const store of stores.splice(0)) await store.close()
})

function openAt(server: LocalServer, device: string, storage: Storage = memoryStorage(), entities = [order]) {
  const transport = server.transport()
  const store = openTill({ device, transport, storage, entities })
  stores.push(store)
  return { store, transport, storage, doc: store.open(order, 'o1') }
}

const textOf = (doc: EntityDocument<unknown, never>): string => JSON.stringify(doc.history().map(({ event }) => event))

/** The document's bytes on a disk. */
async function bytesOn(storage: Storage): Promise<Uint8Array> {
  const doc = new Y.Doc()
  const stored = storage.openDocument('demo/order/o1', doc)
  await stored.loaded
  await stored.close()
  return Y.encodeStateAsUpdate(doc)
}

test('[LOG1] [ORD1] two devices that work apart and merge have byte-identical records, in the same order', async () => {
  const server = localServer({ entities: [order] })
  const [left, right] = [openAt(server, 'left'), openAt(server, 'right')]
  left.doc.record('created', { table_number: 4 })
  await vi.waitFor(() => expect(right.doc.state.table_number).toBe(4))
  left.transport.cut()
  right.transport.cut()
  for (let index = 0; index < 20; index++) {
    left.doc.record('item_added', itemOf(`left ${index} äöü 🍜`, index + 1))
    right.doc.record('item_added', itemOf(`right ${index}`, index + 1))
    if (index % 5 === 0) left.doc.record('item_removed', { item_id: `left ${index} äöü 🍜` })
    if (index % 7 === 0) await Promise.resolve()
  }
  right.transport.restore()
  left.transport.restore()
  await vi.waitFor(() =>
    expect([left, right].map(({ doc }) => doc.status)).toMatchObject(Array(2).fill({ events: 45, uncommitted: 0 })),
  )
  expect(textOf(left.doc)).toBe(textOf(right.doc))
  expect(left.doc.state).toEqual(right.doc.state)
  const ids = left.doc.history().map(({ event }) => event.id)
  expect(ids.toSorted()).toEqual(ids)
  await Promise.all([left.store.close(), right.store.close()])
  expect(await bytesOn(left.storage)).toEqual(await bytesOn(right.storage))
  const events = new Map(server.eventsOf('demo/order/o1').map((event) => [event.id, JSON.stringify(event)]))
  for (const { event } of left.doc.history()) expect(events.get(event.id)).toBe(JSON.stringify(event))
})

test('[LOG2] all that a client does to a document is to append: nothing is deleted, no other root appears', async () => {
  const server = localServer({
    entities: [order],
    reject: ({ type }) => (type === 'created' ? { code: 'no', reason: 'no' } : undefined),
  })
  const { store, doc, storage } = openAt(server, 'left')
  const receipt = doc.record('created', { table_number: 4 })
  doc.record('item_added', itemOf('soup'))
  doc.record('item_removed', { item_id: 'soup' })
  await expect(receipt.committed).rejects.toThrow('no')
  await doc.resolve(receipt.event.id, { action: 'amended', reason: 'wrong table' }).committed
  await store.close()
  const { structs, ds } = Y.decodeUpdate(await bytesOn(storage))
  expect(ds.clients.size).toBe(0)
  const roots = structs.map((struct) => (struct as Y.Item).parent).filter((parent) => parent !== null)
  expect(new Set(roots)).toEqual(new Set(['events', 'verdicts']))
})

test('[LOG2] nothing in the API edits or deletes: a document has no other way in than record and resolve (and again)', () => {
  const { doc } = openAt(localServer(), 'left')
  doc.record('created', { table_number: 4 })
  const [entry] = doc.history()
  expect(() => Object.assign(entry?.event ?? {}, { by: 'mallory' })).toThrow(TypeError)
  expect(() => Object.assign(entry?.event.payload ?? {}, { table_number: 5 })).toThrow(TypeError)
  const methods = new Set<string>()
  for (let part: object | null = doc; part !== null && part !== Object.prototype; part = Object.getPrototypeOf(part)) {
    for (const name of Object.getOwnPropertyNames(part)) methods.add(name)
  }
  const known =
    'constructor entity id loaded state status isSettled unlisted storageError record resolve history snapshot subscribe close settle dispose has recordAgain rejections settleRejection flush checkpointMade ledgerChanged'
  expect([...methods].toSorted()).toEqual(known.split(' ').toSorted())
})

test('[FLD2] what a guard refuses only after the merge is shown without effect, on both, with the reason', async () => {
  const server = localServer({ entities: [order] })
  const [left, right] = [openAt(server, 'left'), openAt(server, 'right')]
  await left.doc.record('item_added', itemOf('soup')).committed
  await vi.waitFor(() => expect(right.doc.state.items).toHaveLength(1))
  right.transport.cut()
  const removed = left.doc.record('item_removed', { item_id: 'soup' })
  // Its clock is later: its own removal of the same item comes second.
  await vi.waitFor(() => {
    if (Date.now() <= removed.event.at) throw new Error('the clock has not gone on')
  })
  right.doc.record('item_removed', { item_id: 'soup' })
  right.transport.restore()
  for (const { doc } of [left, right]) {
    await vi.waitFor(() => expect(doc.status).toMatchObject({ events: 3, uncommitted: 0 }))
    expect(doc.history().map(({ effect }) => effect)).toEqual([
      { kind: 'applied' },
      { kind: 'applied' },
      { kind: 'no_effect', reason: 'there is no such item' },
    ])
  }
})

describe('[FLD3] devices of different versions', () => {
  const { created, item_added, state_changed } = order.events
  /** An older till: it knows no removals, and state changes only of version 1. */
  const old = defineEntity('order', {
    initial: order.initial,
    events: { created, item_added, state_changed: { ...state_changed, version: 1 } },
    summary: order.summary,
  })
  const newer = defineEntity('order', {
    initial: order.initial,
    events: {
      ...order.events,
      state_changed: { ...state_changed, version: 2, upcasters: { 1: (payload) => payload } },
    },
    summary: order.summary,
  })

  test('the older keeps, carries on and flags what it does not understand; the newer loses nothing by that', async () => {
    const server = localServer()
    const ours = openAt(server, 'newer', memoryStorage(), [newer as never])
    const storage = memoryStorage()
    const theirs = openAt(server, 'old', storage, [old as never])
    ours.doc.record('item_added', itemOf('soup'))
    ours.doc.record('item_removed', { item_id: 'soup' })
    ours.doc.record('state_changed', { new_status: 'fired' })
    await vi.waitFor(() => expect(theirs.doc.history()).toHaveLength(3))
    expect(theirs.doc.history().map(({ effect }) => effect.kind)).toEqual([
      'applied',
      'not_understood',
      'not_understood',
    ])
    expect(theirs.doc.state).toMatchObject({ status: 'open', items: [{ id: 'soup' }] })
    expect(textOf(theirs.doc)).toBe(textOf(ours.doc))
    const after = theirs.doc.record('state_changed', { new_status: 'paid' })
    await vi.waitFor(() => expect(ours.doc.state.status).toBe('paid'))
    expect(after.event.v).toBe(1)
    expect(ours.doc.history().map(({ event }) => event.v)).toEqual([1, 1, 2, 1])
    await theirs.store.close()
    // The same disk, updated.
    const updated = openAt(server, 'old', storage, [newer as never])
    await updated.doc.loaded
    expect(updated.doc.state).toEqual(ours.doc.state)
  })
})
