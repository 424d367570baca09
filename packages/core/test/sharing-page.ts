// A page of its own: one of the tabs of a device that has no network.
import { indexeddbStorage } from '../src/storage/indexeddb/indexeddb-storage.ts'
import { oneDatabaseStorage } from '../src/storage/one-database/one-database-storage.ts'
import { createStore } from '../src/store/create-store.ts'
import type { Store } from '../src/store/store.ts'
import { hocuspocusTransport } from '../src/transport/hocuspocus/hocuspocus-transport.ts'
import { sharedTransport } from '../src/transport/shared/shared-transport.ts'
import { itemOf, order } from './order.ts'

const disks = { indexeddbStorage, oneDatabaseStorage }
export type Disk = keyof typeof disks

/** What a test does with a tab. Only plain data passes: the page has its own copy of every module. */
export interface SharingTab {
  /** Resolves when it is on disk. */
  record(item: string): Promise<void>
  items(): readonly string[]
  uncommitted(): number
  /** The listed orders, with their uncommitted events. */
  listed(): Readonly<Record<string, number>>
}

declare global {
  interface Window {
    openSharingTab?: (disk: Disk, tenant: string) => Promise<SharingTab>
  }
}

export function openTab(disk: Disk, tenant: string): Store {
  const unreachable = hocuspocusTransport({ url: 'ws://127.0.0.1:1/sync', token: 'none' })
  return createStore({
    tenant,
    user: 'ann',
    device: 'till',
    entities: [order],
    storage: disks[disk](),
    transport: sharedTransport(unreachable, { name: 'till' }),
  })
}

export function tabOf(store: Store): SharingTab {
  const doc = store.open(order, 'o1')
  const list = store.list(order)
  return {
    record: async (item) => {
      await doc.record('item_added', itemOf(item)).saved
    },
    items: () => doc.state.items.map(({ id }) => id),
    uncommitted: () => doc.status.uncommitted,
    listed: () => Object.fromEntries(list.rows().map(({ id, uncommitted }) => [id, uncommitted])),
  }
}

window.openSharingTab = async (disk, tenant) => {
  const store = openTab(disk, tenant)
  await store.ready
  return tabOf(store)
}
