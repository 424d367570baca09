import { expect, onTestFinished, test, vi } from 'vitest'
import { itemOf } from '../../test/order.ts'
import { settlingOrder as order } from '../../test/settling-order.ts'
import { openTill } from '../../test/till.ts'
import { indexeddbStorage } from '../storage/indexeddb/indexeddb-storage.ts'
import { memoryStorage } from '../storage/memory-storage.ts'
import { oneDatabaseStorage } from '../storage/one-database/one-database-storage.ts'
import type { Storage } from '../storage/storage.ts'
import { fakeClock } from '../testing/fakes.ts'
import { localServer } from '../testing/local-server.ts'
import { warnBeforeUnload } from './warn-before-unload.ts'

const NOON = Date.UTC(2026, 0, 15, 12)
const DAY = 86_400_000
const disks = [indexeddbStorage, oneDatabaseStorage]

function setUp(openStorage: (typeof disks)[number]) {
  const tenant = `retention-${crypto.randomUUID()}`
  const clock = fakeClock(NOON)
  const server = localServer({ entities: [order], clock })
  // As another page has it: nothing is shared but the disk.
  const open = (storage: Storage = openStorage()) => {
    const local = server.transport({ clock })
    const store = openTill({ tenant, storage, clock, entities: [order], transport: local, retentionDays: 7 })
    onTestFinished(() => store.close())
    return { store, local }
  }
  const onDisk = async (): Promise<string[]> =>
    (await openStorage().documents(tenant)).map((name) => name.split('/')[2] ?? '').toSorted()
  return { clock, open, onDisk }
}

test.each(disks)('[RET1] [RET2] settled and old leaves, uncommitted stays, what left comes back: %o', async (disk) => {
  const { clock, open, onDisk } = setUp(disk)
  const first = open()
  for (const id of ['paid', 'unpaid']) {
    const doc = first.store.open(order, id)
    await doc.loaded
    await doc.record('created', { table_number: 4 }).committed
    if (id === 'paid') await doc.record('state_changed', { new_status: 'paid' }).committed
  }
  first.local.cut()
  await first.store.open(order, 'uncommitted').record('state_changed', { new_status: 'paid' }).saved
  await first.store.close()
  expect(await onDisk()).toEqual(['paid', 'uncommitted', 'unpaid'])
  clock.set(NOON + 8 * DAY)

  const second = open()
  second.local.cut()
  await second.store.ready
  expect(await second.store.disk.tidy()).toBe(1)
  expect(await onDisk()).toEqual(['uncommitted', 'unpaid'])
  expect(second.store.status().uncommitted).toBe(1)
  second.local.restore()
  const paid = second.store.open(order, 'paid')
  await vi.waitFor(() => expect(paid.state).toMatchObject({ table_number: 4, status: 'paid' }))
  await vi.waitFor(async () => expect(await onDisk()).toContain('paid'))
  await second.store.close()
  const third = open()
  third.local.cut()
  const again = third.store.open(order, 'paid')
  await again.loaded
  expect(again.status).toMatchObject({ events: 2, uncommitted: 0 })
})

test.each(disks)(
  '[RET2] what another tab has open stays, and what it records is there after a reload: %o',
  async (disk) => {
    const { clock, open, onDisk } = setUp(disk)
    const [tab, other] = [open(), open()]
    const theirs = other.store.open(order, 'o1')
    await theirs.loaded
    await theirs.record('state_changed', { new_status: 'paid' }).committed
    await vi.waitFor(() => expect(tab.store.list(order).rows()).toMatchObject([{ summary: { status: 'paid' } }]))
    clock.set(NOON + 8 * DAY)
    expect(await tab.store.disk.tidy()).toBe(0)
    other.local.cut()
    await theirs.record('created', { table_number: 4 }).saved
    await other.store.close()
    expect(await onDisk()).toEqual(['o1'])
    const next = open()
    next.local.cut()
    const doc = next.store.open(order, 'o1')
    await doc.loaded
    expect(doc.state).toMatchObject({ table_number: 4, status: 'paid' })
  },
)

test.each(disks)('[RET5] what is followed is on disk after a reload, though nobody opened it: %o', async (disk) => {
  const { open } = setUp(disk)
  const other = open(memoryStorage())
  const theirs = other.store.open(order, 'o1')
  await theirs.loaded
  await theirs.record('item_added', itemOf('soup')).committed
  await theirs.record('item_added', itemOf('bread')).committed
  const tab = open()
  const follow = tab.store.follow(order, { where: ({ status }) => status === 'open' })
  await vi.waitFor(() => expect(follow.status()).toEqual({ matching: 1, onDisk: 1 }), { timeout: 10_000 })
  await Promise.all([tab.store.close(), other.store.close()])
  const next = open()
  next.local.cut()
  const doc = next.store.open(order, 'o1')
  await doc.loaded
  expect(doc.state.items.map(({ id }) => id)).toEqual(['soup', 'bread'])
  expect(doc.status.uncommitted).toBe(0)
})

test('[RET4] a browser tells how much room there is', async () => {
  const { store } = setUp(oneDatabaseStorage).open()
  await store.ready
  await vi.waitFor(() => expect(store.disk.state().quotaBytes).toBeGreaterThan(0))
  expect(store.disk.state()).toMatchObject({ isPersistent: false, isNearlyFull: false })
  expect(typeof (await store.disk.persist())).toBe('boolean')
})

test('a page with unsaved events asks before it is left, one without does not', async () => {
  const { store } = setUp(oneDatabaseStorage).open()
  const stop = warnBeforeUnload(store)
  const isAsked = (): boolean => !dispatchEvent(new Event('beforeunload', { cancelable: true }))
  const doc = store.open(order, 'o1')
  await doc.loaded
  expect(isAsked()).toBe(false)
  const { saved } = doc.record('item_added', itemOf('soup'))
  await Promise.resolve()
  expect(isAsked()).toBe(true)
  await saved
  await vi.waitFor(() => expect(isAsked()).toBe(false))
  doc.record('item_added', itemOf('bread'))
  await Promise.resolve()
  stop()
  expect(isAsked()).toBe(false)
})
