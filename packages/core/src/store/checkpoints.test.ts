import { describe, expect, onTestFinished, test, vi } from 'vitest'
import * as Y from 'yjs'
import { itemOf, order } from '../../test/order.ts'
import { tapped } from '../../test/tapped-transport.ts'
import { faultyStorage, openTill } from '../../test/till.ts'
import { tickOf } from '../clock/event-id.ts'
import { memoryStorage } from '../storage/memory-storage.ts'
import type { Storage } from '../storage/storage.ts'
import { fakeClock } from '../testing/fakes.ts'
import { localServer } from '../testing/local-server.ts'
import { sharedTransport } from '../transport/shared/shared-transport.ts'
import type { StoreOptions } from './create-store.ts'
import type { Store } from './store.ts'

const EVERY = 10
const NOON = Date.UTC(2026, 0, 15, 12)
const NAME = 'demo/order/o1'

/** A server whose document `o1` is long, with the till that wrote it. */
function setUp() {
  // The devices' as well as the server's.
  const clock = fakeClock(NOON)
  const server = localServer({
    entities: [order],
    clock,
    eventsPerCheckpoint: EVERY,
    reject: ({ payload }) => (payload.new_status === 'void' ? { code: 'forbidden', reason: 'not you' } : undefined),
  })
  const open = (options: Partial<StoreOptions> = {}) => {
    const local = server.transport({ clock })
    const tap = tapped(local)
    const store = openTill({ clock, transport: tap.transport, ...options })
    onTestFinished(() => store.close())
    return { store, local, tap }
  }
  return { clock, server, open }
}

const addItems = async (store: Store, count: number, from = 0): Promise<void> => {
  const doc = store.open(order, 'o1')
  const receipts = Array.from({ length: count }, (_, n) => doc.record('item_added', itemOf(`i${from + n}`)))
  await receipts.at(-1)?.committed
  doc.close()
}

/** Opens o1 when the list shows it, as people do. */
async function openListed(store: Store) {
  await vi.waitFor(() => expect(store.list(order).rows()).toHaveLength(1))
  const doc = store.open(order, 'o1')
  await vi.waitFor(() => expect(doc.status.synced).toBe(true))
  return doc
}

const eventsIn = (doc: Y.Doc): number => doc.getArray('events').length

describe('[CHK5] a long document that is not on the device', () => {
  test('comes as its checkpoint and what happened since', async () => {
    const { open } = setUp()
    const first = open()
    await addItems(first.store, EVERY + 1)
    await addItems(first.store, 3, EVERY + 1)
    const { store, tap } = open({ device: 'other' })
    const doc = await openListed(store)
    expect(doc.state).toEqual(first.store.peek(order, 'o1')?.state)
    expect(doc.status).toMatchObject({ events: EVERY + 4, uncommitted: 0, beginsWith: { events: EVERY + 1 } })
    expect(doc.status.beginsWith?.state).toMatchObject({ items: { length: EVERY + 1 } })
    expect(doc.history()).toHaveLength(3)
    expect(eventsIn(tap.docOf(NAME))).toBe(3)
    expect(first.store.peek(order, 'o1')?.status.beginsWith).toBeUndefined()
  })

  test('is recorded in as any other: online, offline, and after a reload', async () => {
    const { server, open } = setUp()
    const first = open()
    await addItems(first.store, EVERY + 1)
    const storage = memoryStorage()
    const second = open({ storage, device: 'other' })
    const doc = await openListed(second.store)
    await doc.record('item_added', itemOf('online')).committed
    second.local.cut()
    const receipt = doc.record('item_added', itemOf('offline'))
    await receipt.saved
    expect(doc.status).toMatchObject({ events: EVERY + 3, uncommitted: 1 })
    await second.store.close()

    const third = open({ storage, device: 'other' })
    third.local.cut()
    const again = third.store.open(order, 'o1')
    await again.loaded
    expect(again.state.items.map(({ id }) => id).slice(-2)).toEqual(['online', 'offline'])
    expect(again.status).toMatchObject({ events: EVERY + 3, uncommitted: 1, beginsWith: { events: EVERY + 1 } })
    expect(again.status.error).toBeUndefined()
    third.local.restore()
    await vi.waitFor(() => expect(again.status.uncommitted).toBe(0))
    expect(server.eventsOf(NAME)).toContainEqual(receipt.event)
    expect(third.store.quarantine.entries()).toEqual([])
    await vi.waitFor(() => expect(first.store.peek(order, 'o1')?.state).toEqual(again.state))
  })

  test('[ORD2] sorts what is recorded after the checkpoint, whatever the clock says', async () => {
    const { clock, open } = setUp()
    await addItems(open().store, EVERY + 1)
    clock.set(NOON - 3_600_000)
    const { store } = open({ device: 'behind' })
    const doc = await openListed(store)
    const { event } = doc.record('item_added', itemOf('next'))
    expect(tickOf(event.id).ms).toBe(NOON)
    expect(doc.state.items.at(-1)?.id).toBe('next')
    expect(doc.history().at(-1)?.effect).toEqual({ kind: 'applied' })
  })

  test('[REJ1] still lists its rejected events', async () => {
    const { open } = setUp()
    const first = open()
    const doc = first.store.open(order, 'o1')
    const { event, committed } = doc.record('state_changed', { new_status: 'void' })
    await expect(committed).rejects.toMatchObject({ code: 'forbidden' })
    await addItems(first.store, EVERY)
    const { store } = open({ device: 'other' })
    const other = await openListed(store)
    expect(other.status).toMatchObject({ events: EVERY + 1, rejected: 1, beginsWith: { events: EVERY } })
    expect(other.history()).toEqual([
      { event, effect: { kind: 'rejected', code: 'forbidden', reason: 'not you' }, saveState: 'rejected' },
    ])
    await other.resolve(event.id, { action: 'dismissed', reason: 'typed twice' }).committed
    expect(other.status.rejected).toBe(0)
    await vi.waitFor(() => expect(doc.status.rejected).toBe(0))
  })

  test('comes whole when its checkpoint cannot be had, or cannot be kept, or another program made it', async () => {
    const { open } = setUp()
    await addItems(open().store, EVERY + 1)
    const { storage, faults } = faultyStorage()
    faults.checkpoint = true
    const full = await openListed(open({ storage, device: 'full' }).store)
    expect(full.status).toMatchObject({ events: EVERY + 1 })
    expect(full.status.beginsWith).toBeUndefined()
    const newer = { ...order, stateVersion: 2 }
    const { store } = open({ entities: [newer], device: 'newer' })
    const doc = await openListed(store)
    expect(doc.history()).toHaveLength(EVERY + 1)
  })

  test('is asked for before anything else, and any other document is not', async () => {
    const { open } = setUp()
    await addItems(open().store, EVERY + 1)
    const { store, tap } = open({ device: 'other' })
    await openListed(store)
    expect(tap.asked).toEqual([NAME])
    const ordinary = store.open(order, 'o2')
    await ordinary.loaded
    await ordinary.record('item_added', itemOf('a')).committed
    expect(tap.asked).toEqual([NAME])
  })
})

describe('[CHK6] an event that is older than the checkpoint', () => {
  test('waits without effect where it was recorded, and takes it with the next checkpoint, on every device', async () => {
    const { clock, open } = setUp()
    const [a, b, c] = [open(), open({ device: 'b' }), open({ device: 'c' })]
    const late = b.store.open(order, 'o1')
    await late.loaded
    b.local.cut()
    const { committed, event } = late.record('state_changed', { new_status: 'paid' })
    clock.set(NOON + 1)
    await addItems(a.store, EVERY + 1)
    const hollow = await openListed(c.store)
    const whole = a.store.open(order, 'o1')
    expect(event.id < (whole.history().at(-1)?.event.id ?? '')).toBe(true)
    b.local.restore()
    await committed
    // It is paid before the first item, so that none can be added.
    for (const doc of [late, hollow, whole]) {
      await vi.waitFor(() => expect(doc.state).toMatchObject({ status: 'paid', items: [] }))
      expect(doc.status).toMatchObject({ events: EVERY + 2, uncommitted: 0 })
    }
    expect(hollow.history().map(({ effect }) => effect.kind)).not.toContain('late')
  })

  test('is shown as late until then', async () => {
    const { clock, server, open } = setUp()
    await addItems(open().store, EVERY + 1)
    const storage = memoryStorage()
    clock.set(NOON - 1)
    const behind = open({ storage, device: 'b' })
    await vi.waitFor(() => expect(behind.store.list(order).rows()).toHaveLength(1))
    server.holdCommits()
    // Recorded before the document is here, by a clock that is behind.
    const doc = behind.store.open(order, 'o1')
    const { event, committed } = doc.record('state_changed', { new_status: 'paid' })
    expect(tickOf(event.id).ms).toBe(NOON - 1)
    await vi.waitFor(() => expect(doc.status.synced).toBe(true))
    expect(doc.history()).toMatchObject([{ event: { id: event.id }, effect: { kind: 'late' } }])
    expect(doc.state.status).toBe('open')
    expect(doc.state.items).toHaveLength(EVERY + 1)
    server.releaseCommits()
    await committed
    await vi.waitFor(() => expect(doc.state).toMatchObject({ status: 'paid', items: [] }))
    expect(doc.status.beginsWith).toMatchObject({ events: EVERY + 2 })
    await behind.store.close()
    const again = open({ storage, device: 'b' }).store.open(order, 'o1')
    await again.loaded
    expect(again.state).toMatchObject({ status: 'paid', items: [] })
    expect(again.status.events).toBe(EVERY + 2)
  })
})

test('[CHK2] a deletion in a hollow document is refused as in any other, and heals', async () => {
  const { open } = setUp()
  await addItems(open().store, EVERY + 1)
  const { store, tap, local } = open({ device: 'other' })
  const doc = await openListed(store)
  await doc.record('item_added', itemOf('kept')).committed
  local.cut()
  tap.docOf(NAME).getArray('events').delete(0)
  local.restore()
  await vi.waitFor(() => expect(tap.attached(NAME)).toBeGreaterThan(1))
  await vi.waitFor(() => expect(doc.status).toMatchObject({ synced: true, events: EVERY + 2 }))
  expect(doc.state.items.at(-1)?.id).toBe('kept')
})

test('[CHK5] [TAB1] tabs share a hollow document, its checkpoint and what they record', async () => {
  const { server, open } = setUp()
  await addItems(open().store, EVERY + 1)
  const storage = memoryStorage()
  const tab = () => {
    const local = server.transport()
    const store = openTill({ storage, device: 'tabs', transport: sharedTransport(local, { name: 'checkpoints' }) })
    onTestFinished(() => store.close())
    return { store, local }
  }
  const first = tab()
  const one = await openListed(first.store)
  expect(one.status.beginsWith?.events).toBe(EVERY + 1)
  await one.record('item_added', itemOf('of one')).committed
  const two = await openListed(tab().store)
  first.local.cut()
  await vi.waitFor(() => expect(two.status.beginsWith?.events).toBe(EVERY + 1))
  two.record('item_added', itemOf('of two'))
  for (const doc of [one, two]) {
    await vi.waitFor(() => expect(doc.state.items.map(({ id }) => id).slice(-2)).toEqual(['of one', 'of two']))
    expect(doc.status.events).toBe(EVERY + 3)
  }
  first.local.restore()
  await vi.waitFor(() => expect(two.status).toMatchObject({ uncommitted: 0 }))
  expect(server.eventsOf(NAME)).toHaveLength(EVERY + 3)
  await first.store.close()
  await vi.waitFor(() => expect(two.status.synced).toBe(true))
  await two.record('item_added', itemOf('alone')).committed
  expect(server.eventsOf(NAME)).toHaveLength(EVERY + 4)
})

describe('[CHK7] a long document that the device holds whole', () => {
  /** A till that wrote all of it, and has let it go. */
  async function wrote() {
    const { open, server } = setUp()
    const storage = memoryStorage()
    const first = open({ storage })
    await addItems(first.store, EVERY + 3)
    const { state } = first.store.open(order, 'o1')
    await first.store.close()
    const second = open({ storage })
    await second.store.ready
    await vi.waitFor(() => expect(second.store.status().connection).toBe('online'))
    return { open, server, storage, state, ...second }
  }

  const eventsOnDisk = async (storage: Storage, name = NAME): Promise<number> => {
    const doc = new Y.Doc()
    const stored = storage.openDocument(name, doc)
    await stored.loaded
    await stored.close()
    return eventsIn(doc)
  }

  test('is made short when nobody has it open, and is the same offline', async () => {
    const { store, local, storage, state, tap } = await wrote()
    expect(await eventsOnDisk(storage)).toBe(EVERY + 3)
    await store.disk.tidy()
    expect(await eventsOnDisk(storage)).toBeLessThan(3)
    local.cut()
    const doc = store.open(order, 'o1')
    await doc.loaded
    expect(doc.state).toEqual(state)
    expect(doc.status).toMatchObject({ events: EVERY + 3, uncommitted: 0 })
    const { committed } = doc.record('item_added', itemOf('next'))
    local.restore()
    await committed
    expect(doc.status.error).toBeUndefined()
    expect(tap.attached(NAME)).toBe(1)
  })

  test('is left alone while it is open, while something of it is not committed, and without a connection', async () => {
    const { store, local, storage, server } = await wrote()
    const doc = store.open(order, 'o1')
    await doc.loaded
    await store.disk.tidy()
    expect(await eventsOnDisk(storage)).toBe(EVERY + 3)
    server.holdCommits()
    await doc.record('item_added', itemOf('held')).saved
    await store.close()
    local.cut()
    const { open } = setUp()
    const offline = open({ storage })
    offline.local.cut()
    await offline.store.ready
    await offline.store.disk.tidy()
    expect(await eventsOnDisk(storage)).toBe(EVERY + 4)
  })

  test('is looked at once for each checkpoint', async () => {
    const { store, tap } = await wrote()
    await store.disk.tidy()
    await store.disk.tidy()
    expect(tap.asked).toEqual([NAME])
  })
})
