import { expect, onTestFinished, test, vi } from 'vitest'
import { itemOf } from '../../test/order.ts'
import { settlingOrder as order } from '../../test/settling-order.ts'
import { faultyStorage, openTill } from '../../test/till.ts'
import { memoryStorage } from '../storage/memory-storage.ts'
import type { Storage } from '../storage/storage.ts'
import { fakeClock } from '../testing/fakes.ts'
import { localServer } from '../testing/local-server.ts'
import type { StoreOptions } from './create-store.ts'
import type { Store } from './store.ts'

const NOON = Date.UTC(2026, 0, 15, 12)
const DAY = 86_400_000

/** A till that starts anew on the same disk at every `open`, and one clock for all. */
function setUp(storage: Storage = memoryStorage()) {
  const clock = fakeClock(NOON)
  const server = localServer({
    entities: [order],
    clock,
    reject: ({ payload }) => (payload.new_status === 'void' ? { code: 'forbidden', reason: 'not you' } : undefined),
  })
  const open = (options: Partial<StoreOptions> = {}) => {
    const local = server.transport({ clock })
    const store = openTill({ storage, clock, entities: [order], transport: local, retentionDays: 7, ...options })
    onTestFinished(() => store.close())
    return { store, local }
  }
  const onDisk = async (): Promise<string[]> =>
    (await storage.documents('demo')).map((name) => name.replace('demo/order/', '')).toSorted()
  return { clock, server, storage, open, onDisk }
}

/** Records an order as it goes; resolves when all of it is committed and its clocks are on disk. */
async function serve(store: Store, id: string, status: 'open' | 'paid', table = 4): Promise<void> {
  const doc = store.open(order, id)
  await doc.loaded
  doc.record('created', { table_number: table })
  const { committed, saved } = doc.record('state_changed', { new_status: status })
  await Promise.all([committed, saved])
  doc.close()
}

test('[RET1] what is settled and old leaves, is still listed, and comes back when it is opened', async () => {
  const { clock, open, onDisk } = setUp()
  const first = open()
  await serve(first.store, 'old', 'paid')
  await serve(first.store, 'unpaid', 'open')
  clock.set(NOON + 6 * DAY)
  await serve(first.store, 'young', 'paid')
  await first.store.close()
  clock.set(NOON + 7 * DAY + 1)

  const { store, local } = open()
  await store.ready
  expect(await store.disk.tidy()).toBe(1)
  expect(await onDisk()).toEqual(['unpaid', 'young'])
  expect(store.list(order).rows()).toMatchObject([{ id: 'old' }, { id: 'unpaid' }, { id: 'young' }])
  expect(await store.disk.tidy()).toBe(0)
  local.cut()
  const old = store.open(order, 'old')
  await old.loaded
  expect(old.status.events).toBe(0)
  local.restore()
  await vi.waitFor(() => expect(old.state).toMatchObject({ table_number: 4, status: 'paid' }))
  expect(old.status).toMatchObject({ events: 2, uncommitted: 0 })
  await vi.waitFor(async () => expect(await onDisk()).toEqual(['old', 'unpaid', 'young']))
  clock.set(NOON + 14 * DAY)
  expect(await store.disk.tidy()).toBe(1)
  expect(await onDisk()).toEqual(['old', 'unpaid'])
})

test('[RET1] without retentionDays nothing leaves for its age, without `settled` nothing at all', async () => {
  const { clock, open, onDisk } = setUp()
  const first = open({ retentionDays: undefined })
  await serve(first.store, 'o1', 'paid')
  await first.store.close()
  clock.set(NOON + 100 * DAY)
  const second = open({ retentionDays: undefined })
  await second.store.ready
  expect(await second.store.disk.tidy()).toBe(0)
  await second.store.close()
  const { settled: _, ...endless } = order
  const third = open({ entities: [endless] })
  await third.store.ready
  expect(await third.store.disk.tidy()).toBe(0)
  expect(await onDisk()).toEqual(['o1'])
})

test('[RET1] each entity has its own retentionDays, and one that is not named keeps everything', async () => {
  const { clock, open, onDisk } = setUp()
  const first = open({ retentionDays: { invoice: 1 } })
  await serve(first.store, 'old', 'paid')
  clock.set(NOON + 400 * DAY)
  await first.store.ready
  expect(await first.store.disk.tidy()).toBe(0)
  await first.store.close()

  const second = open({ retentionDays: { invoice: 1, order: 7 } })
  await second.store.ready
  expect(await second.store.disk.tidy()).toBe(1)
  expect(await onDisk()).toEqual([])
})

test('[RET2] what is not committed stays, until it is', async () => {
  const { clock, open, onDisk } = setUp()
  const first = open()
  first.local.cut()
  const doc = first.store.open(order, 'o1')
  await doc.record('state_changed', { new_status: 'paid' }).saved
  await first.store.close()
  clock.set(NOON + 100 * DAY)
  const offline = open()
  offline.local.cut()
  await offline.store.ready
  expect(await offline.store.disk.tidy()).toBe(0)
  await offline.store.close()
  expect(await onDisk()).toEqual(['o1'])
  const online = open()
  await vi.waitFor(() => expect(online.store.status()).toMatchObject({ connection: 'online', uncommitted: 0 }))
  await online.store.close()
  const third = open()
  third.local.cut()
  await third.store.ready
  expect(await third.store.disk.tidy()).toBe(1)
  expect(await onDisk()).toEqual([])
})

test('[RET2] the document itself is asked, not only the catalogue', async () => {
  const disk = memoryStorage()
  const { clock, open, onDisk } = setUp({
    ...disk,
    // What the server committed of it never gets to disk.
    openDocument: (name, doc) => ({ ...disk.openDocument(name, doc), writeCommitted: async () => {} }),
  })
  const first = open()
  await serve(first.store, 'o1', 'paid')
  await first.store.close()
  clock.set(NOON + 100 * DAY)
  const second = open()
  second.local.cut()
  await second.store.ready
  expect(second.store.list(order).rows()).toMatchObject([{ uncommitted: 0, summary: { status: 'paid' } }])
  expect(await second.store.disk.tidy()).toBe(0)
  expect(await onDisk()).toEqual(['o1'])
})

test('[RET2] what is open stays, here or elsewhere; so does what is followed', async () => {
  const { clock, open, onDisk, storage } = setUp()
  const first = open()
  for (const id of ['here', 'elsewhere', 'free']) await serve(first.store, id, 'paid')
  await serve(first.store, 'followed', 'paid', 5)
  await first.store.close()
  clock.set(NOON + 100 * DAY)
  const { store } = open()
  await store.ready
  const here = store.open(order, 'here')
  const release = await storage.locks.hold('demo/order/elsewhere')
  const follow = store.follow(order, { where: ({ table_number }) => table_number === 5 })
  expect(await store.disk.tidy()).toBe(1)
  expect(await onDisk()).toEqual(['elsewhere', 'followed', 'here'])
  release()
  follow.close()
  expect(await store.disk.tidy()).toBe(2)
  expect(await onDisk()).toEqual(['here'])
  here.close()
})

test('[RET2] a rejected event that nobody has resolved keeps its document', async () => {
  const { clock, open, onDisk } = setUp()
  const first = open()
  await serve(first.store, 'o1', 'paid')
  const doc = first.store.open(order, 'o1')
  const { committed, event } = doc.record('state_changed', { new_status: 'void' })
  await expect(committed).rejects.toThrow('not you')
  await first.store.close()
  clock.set(NOON + 100 * DAY)
  const second = open()
  await second.store.ready
  expect(await second.store.disk.tidy()).toBe(0)
  const again = second.store.open(order, 'o1')
  await again.loaded
  await again.resolve(event.id, { action: 'dismissed', reason: 'typed twice' }).committed
  await second.store.close()
  clock.set(NOON + 200 * DAY)
  const third = open()
  await third.store.ready
  expect(await third.store.disk.tidy()).toBe(1)
  expect(await onDisk()).toEqual([])
})

test('[RET3] the device dies while documents leave: the next start has each of them whole, or not at all', async () => {
  const disk = memoryStorage()
  let deletions = 0
  const dead = new Promise<never>(() => undefined)
  const mortal: Storage = {
    ...disk,
    deleteDocument: (name) => (++deletions > 1 ? dead : disk.deleteDocument(name)),
  }
  const { clock, open, onDisk } = setUp(disk)
  const first = open()
  for (const id of ['a', 'b', 'c']) await serve(first.store, id, 'paid')
  await first.store.close()
  clock.set(NOON + 100 * DAY)
  // It never closes: it is dead. Its locks are gone with it.
  const dying = openTill({
    storage: { ...mortal, locks: memoryStorage().locks },
    clock,
    entities: [order],
    retentionDays: 7,
  })
  await dying.ready
  void dying.disk.tidy()
  await vi.waitFor(() => expect(deletions).toBe(2))

  const next = open()
  next.local.cut()
  await next.store.ready
  expect(await onDisk()).toEqual(['b', 'c'])
  const [b, c] = ['b', 'c'].map((id) => next.store.open(order, id))
  await Promise.all([b?.loaded, c?.loaded])
  expect([b?.state.status, c?.state.status]).toEqual(['paid', 'paid'])
  expect(next.store.status()).toMatchObject({ uncommitted: 0 })
})

test('[RET4] when a write fails for want of room the oldest settled ones leave, however young, and what waits is saved', async () => {
  const { storage, faults } = faultyStorage(new DOMException('no room', 'QuotaExceededError'))
  const roomy: Storage = {
    ...storage,
    async deleteDocument(name) {
      await storage.deleteDocument(name)
      faults.flush = false
    },
  }
  const { open, onDisk } = setUp(roomy)
  const { store } = open()
  await serve(store, 'paid', 'paid')
  await serve(store, 'unpaid', 'open')
  await store.close()
  const second = open()
  await second.store.ready
  faults.flush = true
  const doc = second.store.open(order, 'new')
  await doc.record('item_added', itemOf('soup')).saved
  expect(await onDisk()).toEqual(['new', 'unpaid'])
  await vi.waitFor(() => expect(second.store.status()).not.toHaveProperty('error'))
})

test('[RET4] a device whose disk is 90 % full makes room by itself; the application hears of it from 80 %', async () => {
  const { open, onDisk } = setUp()
  const first = open()
  await serve(first.store, 'o1', 'paid')
  await first.store.close()
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
  let usage = 79
  const space = {
    estimate: async () => ({ usage, quota: 100 }),
    persisted: async () => false,
    persist: async () => true,
  }
  const { store } = open({ space })
  await store.ready
  await vi.advanceTimersByTimeAsync(29_000)
  expect(store.disk.state()).toEqual({ isPersistent: false, usedBytes: 79, quotaBytes: 100, isNearlyFull: false })
  const heard = vi.fn()
  store.disk.subscribe(heard)
  usage = 80
  expect(await store.disk.persist()).toBe(true)
  expect(store.disk.state().isNearlyFull).toBe(true)
  expect(heard).toHaveBeenCalledTimes(1)
  expect(store.disk.state()).toBe(store.disk.state())
  await vi.advanceTimersByTimeAsync(2_000)
  expect(await onDisk()).toEqual(['o1'])
  usage = 91
  await vi.advanceTimersByTimeAsync(600_000)
  expect(await onDisk()).toEqual([])
})

test('where nobody knows how much room there is, nothing is claimed', async () => {
  const { store } = setUp().open()
  await store.ready
  expect(store.disk.state()).toMatchObject({ usedBytes: undefined, isNearlyFull: false })
  expect(await store.disk.persist()).toBe(false)
})
