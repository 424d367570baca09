import { expect, onTestFinished, test, vi } from 'vitest'
import { itemOf, order } from '../../test/order.ts'
import { tapped } from '../../test/tapped-transport.ts'
import { openTill } from '../../test/till.ts'
import { indexeddbStorage } from '../storage/indexeddb/indexeddb-storage.ts'
import type { Storage } from '../storage/storage.ts'
import { localServer } from '../testing/local-server.ts'

/** A till that starts anew on the same disk at every `open`. */
function setUp() {
  const tenant = `quarantine-${crypto.randomUUID()}`
  const name = `${tenant}/order/o1`
  const server = localServer({ entities: [order] })
  const open = (mortal?: Storage) => {
    const local = server.transport()
    const tap = tapped(local)
    const store = openTill({ tenant, storage: mortal ?? indexeddbStorage(), transport: tap.transport })
    // What is dead does not close.
    if (mortal === undefined) onTestFinished(() => store.close())
    const deleteFirst = () => tap.docOf(name).getArray('events').delete(0)
    return { store, local, tap, doc: store.open(order, 'o1'), deleteFirst }
  }
  return { open, server, eventsOnServer: () => server.eventsOf(name) }
}

const ORDER = { entity: 'order', id: 'o1' }

test('[QUA1] [QUA2] a refused document survives reloads: before it is set aside, after, and after it is settled', async () => {
  const { open, eventsOnServer } = setUp()
  const offline = open()
  await offline.doc.record('created', { table_number: 4 }).committed
  offline.local.cut()
  const receipts = ['soup', 'bread'].map((id) => offline.doc.record('item_added', itemOf(id)))
  offline.deleteFirst()
  await Promise.all(receipts.map(({ saved }) => saved))
  await offline.store.close()

  const refused = open()
  await vi.waitFor(() => expect(refused.store.status()).toMatchObject({ quarantined: 2, uncommitted: 0 }))
  await refused.doc.record('item_added', itemOf('cake')).committed
  await vi.waitFor(() => expect(refused.store.status().unsaved).toBe(0))
  const entries = refused.store.quarantine.entries()
  await refused.store.close()

  const reloaded = open()
  reloaded.local.cut()
  await Promise.all([reloaded.store.ready, reloaded.doc.loaded])
  expect(reloaded.store.quarantine.entries()).toEqual(entries)
  expect(reloaded.doc.state.items.map(({ id }) => id)).toEqual(['cake'])
  expect(reloaded.store.status()).toMatchObject({ quarantined: 2, uncommitted: 0 })
  reloaded.local.restore()
  await reloaded.store.quarantine.resolve(ORDER, { action: 'recordAgain' })
  expect(reloaded.doc.state.items.map(({ id }) => id)).toEqual(['soup', 'bread', 'cake'])
  expect(eventsOnServer()).toHaveLength(4)
  expect(eventsOnServer().slice(2)).toEqual(receipts.map(({ event }) => event))
  await vi.waitFor(() => expect(reloaded.store.status().quarantined).toBe(0))
  await reloaded.store.close()

  const settled = open()
  await Promise.all([settled.store.ready, settled.doc.loaded])
  expect(settled.store.quarantine.entries()).toEqual([])
  expect(settled.doc.status).toMatchObject({ events: 4, uncommitted: 0 })
})

/** A disk that stops dead at the n-th write of any kind from now on, as a killed browser does: nothing is written after. */
function mortalStorage(): { readonly storage: Storage; dieAt(write: number): void } {
  const disk = indexeddbStorage()
  let left = Number.POSITIVE_INFINITY
  const dead = new Promise<never>(() => undefined)
  const write = <T>(work: () => Promise<T>): Promise<T> => (--left < 0 ? dead : work())
  const storage: Storage = {
    ...disk,
    openDocument(name, doc) {
      const stored = disk.openDocument(name, doc)
      return {
        ...stored,
        flush: () => write(() => stored.flush()),
        writeCommitted: (committed) => write(() => stored.writeCommitted(committed)),
      }
    },
    openCatalogue(tenant) {
      const stored = disk.openCatalogue(tenant)
      return {
        read: () => stored.read(),
        write: (rows, facts) => write(() => stored.write(rows, facts)),
        close: () => stored.close(),
      }
    },
    openQuarantine(tenant) {
      const stored = disk.openQuarantine(tenant)
      return { ...stored, change: (...row) => write(() => stored.change(...row)) }
    },
  }
  return {
    storage,
    dieAt(count) {
      left = count
    },
  }
}

test.each([0, 1, 2, 3, 4, 5, 6])(
  '[QUA1] the disk stops at write %i of the quarantine: the next start has the old document or the new one, and every event',
  async (write) => {
    const { open, eventsOnServer } = setUp()
    const { storage, dieAt } = mortalStorage()
    const first = open(storage)
    await first.doc.record('created', { table_number: 4 }).committed
    first.local.cut()
    const receipts = ['soup', 'bread'].map((id) => first.doc.record('item_added', itemOf(id)))
    first.deleteFirst()
    await Promise.all(receipts.map(({ saved }) => saved))
    await vi.waitFor(() => expect(first.store.status()).toMatchObject({ unsaved: 0, uncommitted: 2 }))
    dieAt(write)
    first.local.restore()
    // Dead or done.
    await vi.waitFor(() => expect(first.tap.attached(first.tap.names[0] ?? '')).toBe(2))
    await vi.waitFor(() =>
      expect(first.doc.status.error !== undefined || first.store.status().quarantined === 2).toBe(true),
    )
    first.local.cut()

    const second = open()
    await vi.waitFor(() => expect(second.store.status()).toMatchObject({ quarantined: 2, uncommitted: 0 }))
    await second.store.quarantine.resolve(ORDER, { action: 'recordAgain' })
    expect(eventsOnServer().slice(1)).toEqual(receipts.map(({ event }) => event))
    expect(second.doc.state).toMatchObject({ table_number: 4, items: [{ id: 'soup' }, { id: 'bread' }] })
    await vi.waitFor(() => expect(second.store.status()).toMatchObject({ quarantined: 0, uncommitted: 0 }))
  },
)
