import { expect, onTestFinished, test, vi } from 'vitest'
import { itemOf, order } from '../../test/order.ts'
import { tapped } from '../../test/tapped-transport.ts'
import { faultyStorage, openTill } from '../../test/till.ts'
import { memoryStorage } from '../storage/memory-storage.ts'
import type { Storage } from '../storage/storage.ts'
import { type LocalServerOptions, localServer } from '../testing/local-server.ts'
import { RefusedError } from '../transport/transport.ts'
import { QuarantinedError, type Receipt } from './receipt.ts'
import type { Store } from './store.ts'

const NAME = 'demo/order/o1'

function setUp(options: LocalServerOptions = {}, storage: Storage = memoryStorage()) {
  const server = localServer({ entities: [order], ...options })
  const open = (device = 'till', disk = storage) => {
    const local = server.transport()
    const tap = tapped(local)
    const store = openTill({ device, storage: disk, transport: tap.transport })
    onTestFinished(() => store.close())
    return {
      store,
      local,
      tap,
      doc: store.open(order, 'o1'),
      /** Deletes the first event, which no client may. */
      deleteFirst: () => tap.docOf(NAME).getArray('events').delete(0),
      push: (value: unknown) => tap.docOf(NAME).getArray('events').push([value]),
    }
  }
  return { server, storage, open, idsOnServer: () => server.eventsOf(NAME).map(({ id }) => id) }
}

const kept = (store: Store) => store.quarantine.entries()
const idsOf = (receipts: readonly { readonly event: { readonly id: string } }[]) =>
  receipts.map(({ event }) => event.id)

/** A till that recorded while it was cut off, of whose document an event was deleted meanwhile. */
async function refusedTill(options: LocalServerOptions = {}, disk?: Storage) {
  const bench = setUp(options, disk)
  const till = bench.open()
  await till.doc.record('created', { table_number: 4 }).committed
  till.local.cut()
  const receipts = [till.doc.record('item_added', itemOf('soup')), till.doc.record('item_added', itemOf('bread'))]
  till.deleteFirst()
  await Promise.all(receipts.map(({ saved }) => saved))
  return { ...bench, ...till, receipts }
}

test('[QUA1] a refused document is set aside, a fresh one filled from the server takes its place under the same handle', async () => {
  const { store, local, doc, tap, receipts, server } = await refusedTill()
  const heard = vi.fn()
  doc.subscribe(heard)
  const refusedDoc = tap.docOf(NAME)
  local.restore()
  await vi.waitFor(() => expect(store.status()).toMatchObject({ quarantined: 2, uncommitted: 0 }))
  expect(tap.docOf(NAME)).not.toBe(refusedDoc)
  expect(store.open(order, 'o1')).toBe(doc)
  expect(doc.state).toMatchObject({ table_number: 4, items: [] })
  expect(doc.status).toMatchObject({ synced: true, events: 1, uncommitted: 0 })
  expect(doc.status).not.toHaveProperty('error')
  expect(heard).toHaveBeenCalled()
  expect(kept(store)).toMatchObject([{ entity: 'order', id: 'o1', code: 'deletion', malformed: [] }])
  expect(kept(store)[0]?.events.map(({ event }) => event)).toEqual(receipts.map(({ event }) => event))
  // It goes on: the next event is taken.
  await doc.record('item_added', itemOf('cake')).committed
  expect(server.eventsOf(NAME)).toHaveLength(2)
})

test('[QUA1] other documents go on meanwhile', async () => {
  const { store, local, server } = await refusedTill()
  const other = store.open(order, 'o2')
  const before = other.record('created', { table_number: 5 })
  local.restore()
  await vi.waitFor(() => expect(store.status().quarantined).toBe(2))
  await before.committed
  await other.record('item_added', itemOf('tea')).committed
  expect(server.eventsOf('demo/order/o2')).toHaveLength(2)
})

test('[QUA2] nothing is recorded again before somebody says so; then with the same ids and times, once', async () => {
  const { store, local, doc, receipts, idsOnServer, server } = await refusedTill()
  local.restore()
  await vi.waitFor(() => expect(store.status().quarantined).toBe(2))
  expect(idsOnServer()).toHaveLength(1)
  await store.quarantine.resolve({ entity: 'order', id: 'o1' }, { action: 'recordAgain' })
  expect(server.eventsOf(NAME).slice(1)).toEqual(receipts.map(({ event }) => event))
  expect(doc.state.items.map(({ id }) => id)).toEqual(['soup', 'bread'])
  await vi.waitFor(() => expect(store.status()).toMatchObject({ quarantined: 0, uncommitted: 0, unsaved: 0 }))
  expect(kept(store)).toEqual([])
  await store.quarantine.resolve({ entity: 'order', id: 'o1' }, { action: 'recordAgain' })
  expect(idsOnServer()).toHaveLength(3)
})

test('[QUA3] receipts of a refused document: saved stays true, committed names the quarantine', async () => {
  const { store, local, receipts } = await refusedTill()
  local.restore()
  for (const { committed, saved } of receipts) {
    await expect(committed).rejects.toBeInstanceOf(QuarantinedError)
    await expect(committed).rejects.toMatchObject({ code: 'document_quarantined', refusal: { code: 'deletion' } })
    await saved
  }
  await store.quarantine.resolve({ entity: 'order', id: 'o1' }, { action: 'recordAgain' })
  const late = vi.fn()
  await receipts[0]?.committed.catch(late)
  expect(late).toHaveBeenCalledOnce()
})

test('[QUA2] what is dismissed is listed no more, but stays on the device with the reason', async () => {
  const { store, local, storage, receipts, idsOnServer } = await refusedTill()
  local.restore()
  await vi.waitFor(() => expect(store.status().quarantined).toBe(2))
  await store.quarantine.resolve({ entity: 'order', id: 'o1' }, { action: 'dismissed', reason: 'ordered twice' })
  expect(store.status().quarantined).toBe(0)
  expect(idsOnServer()).toHaveLength(1)
  const [row] = await storage.openQuarantine('demo').read()
  expect(row?.dismissals).toMatchObject([{ reason: 'ordered twice', by: 'ann' }])
  expect(row?.dismissals[0]?.events.map(({ id }) => id)).toEqual(idsOf(receipts))
})

test('[QUA1] after a reload, without a network, it is as it was: fresh document, same quarantine', async () => {
  const { store, local, open, receipts, idsOnServer } = await refusedTill()
  local.restore()
  await vi.waitFor(() => expect(store.status().quarantined).toBe(2))
  const entries = kept(store)
  await store.close()
  const again = open()
  again.local.cut()
  await Promise.all([again.store.ready, again.doc.loaded])
  expect(kept(again.store)).toEqual(entries)
  expect(again.store.status()).toMatchObject({ quarantined: 2, uncommitted: 0 })
  expect(again.doc.state).toMatchObject({ table_number: 4, items: [] })
  const done = again.store.quarantine.resolve({ entity: 'order', id: 'o1' }, { action: 'recordAgain' })
  again.local.restore()
  await done
  expect(idsOnServer().slice(1)).toEqual(idsOf(receipts))
})

test('[QUA1] closed before the fresh document has come, it is refused and set aside at the next start', async () => {
  const { store, local, open, server, receipts } = await refusedTill()
  server.holdCommits()
  local.restore()
  await vi.waitFor(() => expect(store.status().connection).toBe('online'))
  local.cut()
  server.releaseCommits()
  await store.close()
  const again = open()
  await vi.waitFor(() => expect(again.store.status().quarantined).toBe(2))
  expect(kept(again.store)[0]?.events.map(({ event }) => event.id)).toEqual(idsOf(receipts))
  expect(again.doc.state.items).toEqual([])
})

test('[QUA2] garbage among the events is named, and never recorded again; what is good beside it is', async () => {
  const { open, idsOnServer } = setUp()
  const { store, doc, push } = open()
  await doc.record('created', { table_number: 4 }).committed
  push({ id: 'not an id', type: 'item_added' })
  const good = doc.record('item_added', itemOf('soup'))
  await expect(good.committed).rejects.toMatchObject({ code: 'document_quarantined' })
  expect(store.status().quarantined).toBe(2)
  expect(kept(store)).toMatchObject([{ code: 'event_malformed', events: [{ event: good.event }] }])
  expect(kept(store)[0]?.malformed[0]).toContain('not an id')
  await store.quarantine.resolve({ entity: 'order', id: 'o1' }, { action: 'recordAgain' })
  expect(idsOnServer()).toContain(good.event.id)
  await vi.waitFor(() => expect(kept(store)).toMatchObject([{ events: [], malformed: [expect.any(String)] }]))
  await store.quarantine.resolve({ entity: 'order', id: 'o1' }, { action: 'dismissed', reason: 'not ours' })
  expect(kept(store)).toEqual([])
})

test('[QUA2] an event that came through although nobody heard of it is not listed', async () => {
  const { open, server } = setUp()
  const { store, doc, local, deleteFirst } = open()
  await doc.record('created', { table_number: 4 }).committed
  server.holdCommits()
  const receipt = doc.record('item_added', itemOf('soup'))
  await receipt.saved
  local.cut()
  server.releaseCommits()
  expect(server.eventsOf(NAME)).toHaveLength(2)
  deleteFirst()
  local.restore()
  await vi.waitFor(() => expect(doc.state.items).toHaveLength(1))
  await receipt.committed
  await vi.waitFor(() => expect(doc.status).toMatchObject({ synced: true, uncommitted: 0 }))
  expect(store.status().quarantined).toBe(0)
})

test('[QUA4] an event whose id has been used for another one stays and says why; the others are recorded again', async () => {
  const { open, server, idsOnServer } = setUp()
  const { store, doc, local, tap, deleteFirst } = open()
  await doc.record('created', { table_number: 4 }).committed
  local.cut()
  const receipts = ['soup', 'bread', 'tea'].map((id) => doc.record('item_added', itemOf(id)))
  const bad = receipts[1]?.event
  const other = open('other', memoryStorage())
  await vi.waitFor(() => expect(other.doc.status.synced).toBe(true))
  other.push({ ...bad, payload: itemOf('pie') })
  await vi.waitFor(() => expect(server.eventsOf(NAME)).toHaveLength(2))
  deleteFirst()
  local.restore()
  await vi.waitFor(() => expect(store.status().quarantined).toBe(3))
  await store.quarantine.resolve({ entity: 'order', id: 'o1' }, { action: 'recordAgain' })
  expect(idsOnServer().toSorted()).toEqual([idsOnServer()[0], ...idsOf(receipts)])
  expect(doc.state.items.map(({ id }) => id)).toEqual(['soup', 'pie', 'tea'])
  expect(kept(store)).toMatchObject([{ events: [{ event: bad, refusal: { code: 'event_id_reused' } }] }])
  expect(tap.attached(NAME)).toBe(2)
})

test('[QUA4] recording again for ever does not loop: each event is refused once more and then left alone', async () => {
  const { store, local, doc, tap } = await refusedTill({ maxEvents: 1 })
  local.restore()
  await vi.waitFor(() => expect(store.status().quarantined).toBe(2))
  const recordAgain = () => store.quarantine.resolve({ entity: 'order', id: 'o1' }, { action: 'recordAgain' })
  await recordAgain()
  const attached = tap.attached(NAME)
  expect(attached).toBe(4)
  expect(kept(store)[0]?.events.map(({ refusal }) => refusal?.code)).toEqual(['document_full', 'document_full'])
  for (let round = 0; round < 5; round++) await recordAgain()
  expect(tap.attached(NAME)).toBe(attached)
  expect(store.status()).toMatchObject({ quarantined: 2, uncommitted: 0 })
  expect(doc.state).toMatchObject({ table_number: 4, items: [] })
})

test('[QUA4] a document that is full takes no more events on this device, until what is kept aside is settled', async () => {
  const { open, idsOnServer } = setUp({ maxEvents: 2 })
  const { store, doc, tap } = open()
  await doc.record('created', { table_number: 4 }).committed
  await doc.record('item_added', itemOf('soup')).committed
  const last = doc.record('item_added', itemOf('bread'))
  await expect(last.committed).rejects.toMatchObject({ refusal: { code: 'document_full' } })
  expect(() => doc.record('item_added', itemOf('tea'))).toThrow(expect.objectContaining({ code: 'document_full' }))
  expect(tap.attached(NAME)).toBe(2)
  await store.quarantine.resolve({ entity: 'order', id: 'o1' }, { action: 'dismissed', reason: 'a new order instead' })
  await expect(doc.record('item_added', itemOf('tea')).committed).rejects.toMatchObject({
    code: 'document_quarantined',
  })
  expect(idsOnServer()).toHaveLength(2)
})

test('[QUA4] a document in which nothing is from here is not set aside, whatever the server says', async () => {
  const { open } = setUp()
  const first = open()
  await first.doc.record('created', { table_number: 4 }).committed
  const second = open('second', memoryStorage())
  await vi.waitFor(() => expect(second.doc.status.synced).toBe(true))
  second.tap.hostOf(NAME).onUpdateRefused(new RefusedError('deletion', 'not by me'))
  expect(second.doc.status.error).toMatchObject({ code: 'deletion' })
  await first.doc.record('item_added', itemOf('soup')).committed
  await vi.waitFor(() => expect(second.doc.state.items).toHaveLength(1))
  expect(second.tap.attached(NAME)).toBe(1)
  expect(second.store.status().quarantined).toBe(0)
})

test('[QUA1] what is recorded while the fresh document is on its way goes into it by itself', async () => {
  const { store, local, doc, receipts, server, idsOnServer } = await refusedTill()
  let hasRecorded = false
  let during: string | undefined
  doc.subscribe(() => {
    if (doc.status.error === undefined || hasRecorded) return
    hasRecorded = true
    during = doc.record('item_added', itemOf('cake')).event.id
  })
  local.restore()
  await vi.waitFor(() => expect(idsOnServer()).toContain(during))
  expect(server.eventsOf(NAME)).toHaveLength(2)
  await vi.waitFor(() => expect(store.status()).toMatchObject({ quarantined: 2, uncommitted: 0, unsaved: 0 }))
  expect(kept(store)[0]?.events.map(({ event }) => event.id)).toEqual(idsOf(receipts))
})

test('[SAV1] none of several events that were recorded meanwhile is called committed too early', async () => {
  const { store, local, doc, server } = await refusedTill()
  const fresh: Receipt[] = []
  const told: string[] = []
  let hasRecorded = false
  doc.subscribe(() => {
    if (doc.status.error === undefined || hasRecorded) return
    hasRecorded = true
    server.holdCommits()
    for (const name of ['cake', 'tea']) {
      const receipt = doc.record('item_added', itemOf(name))
      fresh.push(receipt)
      void receipt.committed.then(() => told.push(name))
    }
  })
  local.restore()
  await vi.waitFor(() => expect(store.status().quarantined).toBe(2))
  await Promise.all(fresh.map(({ saved }) => saved))
  expect(told).toEqual([])
  server.releaseCommits()
  await Promise.all(fresh.map(({ committed }) => committed))
  expect(server.eventsOf(NAME)).toHaveLength(3)
})

test('an order of which the server took nothing is in no list any more, and back when it is recorded again', async () => {
  const { open } = setUp()
  const { store, doc, local, push } = open()
  await doc.loaded
  local.cut()
  const receipt = doc.record('created', { table_number: 4 })
  push('garbage')
  await receipt.saved
  const list = store.list(order)
  expect(list.rows()).toMatchObject([{ uncommitted: 1 }])
  local.restore()
  await vi.waitFor(() => expect(list.rows()).toEqual([]))
  expect(store.status()).toMatchObject({ quarantined: 2, uncommitted: 0 })
  await store.quarantine.resolve({ entity: 'order', id: 'o1' }, { action: 'recordAgain' })
  await vi.waitFor(() =>
    expect(list.rows()).toMatchObject([{ id: 'o1', uncommitted: 0, summary: { table_number: 4 } }]),
  )
})

test('[QUA1] what another tab has written to the refused copy afterwards is found and kept aside as well', async () => {
  const { open, storage } = setUp()
  const [first, second] = [open(), open('till', storage)]
  await first.doc.record('created', { table_number: 4 }).committed
  await vi.waitFor(() => expect(second.doc.status.events).toBe(1))
  second.local.cut()
  first.push('garbage')
  await vi.waitFor(() => expect(first.store.status().quarantined).toBe(1))
  const late = second.doc.record('item_added', itemOf('soup'))
  await late.saved
  await Promise.all([first.store.close(), second.store.close()])
  const next = open()
  await vi.waitFor(() => expect(next.store.status().quarantined).toBe(2))
  expect(kept(next.store)[0]?.events).toEqual([{ event: late.event }])
  await next.store.quarantine.resolve({ entity: 'order', id: 'o1' }, { action: 'recordAgain' })
  expect(next.doc.state.items).toHaveLength(1)
})

test('entries and their subscribers: the same array until something changes', async () => {
  const { store, local } = await refusedTill()
  const listener = vi.fn()
  store.quarantine.subscribe(listener)
  expect(kept(store)).toBe(kept(store))
  local.restore()
  await vi.waitFor(() => expect(kept(store)).toHaveLength(1))
  expect(listener).toHaveBeenCalled()
  const entries = kept(store)
  await store.open(order, 'o2').record('created', { table_number: 5 }).committed
  expect(kept(store)).toBe(entries)
})

test('[QUA3] a disk that does not take the quarantine keeps no event from the server, and is tried again', async () => {
  const { storage, faults } = faultyStorage()
  const { store, local, doc, open } = await refusedTill({}, storage)
  faults.quarantine = true
  local.restore()
  await vi.waitFor(() => expect(store.status()).toMatchObject({ quarantined: 2, error: { message: 'disk full' } }))
  const next = doc.record('item_added', itemOf('cake'))
  await next.committed
  expect(doc.history().find(({ event }) => event.id === next.event.id)?.saveState).toBe('committed')
  expect(doc.status.unsaved).toBe(1)
  faults.quarantine = false
  await next.saved
  await vi.waitFor(() => expect(store.status()).not.toHaveProperty('error'))
  await store.close()
  const again = open()
  await again.store.ready
  expect(again.store.status().quarantined).toBe(2)
})

test('[SAV1] an error of the disk is gone when it works again, also if nothing was recorded since a copy was replaced', async () => {
  const { storage, faults } = faultyStorage()
  const { store, local, doc } = await refusedTill({}, storage)
  faults.flush = true
  local.restore()
  await vi.waitFor(() => expect(store.status()).toMatchObject({ quarantined: 2, error: { message: 'disk full' } }))
  expect(doc.status).toMatchObject({ synced: true, unsaved: 0, error: { message: 'disk full' } })
  faults.flush = false
  await vi.waitFor(() => expect(store.status()).not.toHaveProperty('error'))
})
