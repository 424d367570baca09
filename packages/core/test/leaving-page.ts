// A page of its own: it records events in a loop and is left at once.
import { indexeddbStorage } from '../src/storage/indexeddb/indexeddb-storage.ts'
import { oneDatabaseStorage } from '../src/storage/one-database/one-database-storage.ts'
import { createStore } from '../src/store/create-store.ts'
import type { Store } from '../src/store/store.ts'
import { itemOf, order } from './order.ts'

interface LeavingPage {
  /** Records that many events in one task, at whose end the page leaves. */
  recordAndLeave(count: number, how: 'close' | 'navigate'): void
}

declare global {
  interface Window {
    openLeavingPage?: (disk: Disk, tenant: string, id: string) => Promise<LeavingPage>
  }
}

const disks = { indexeddbStorage, oneDatabaseStorage }
export type Disk = keyof typeof disks

export function openTill(disk: Disk, tenant: string): Store {
  return createStore({ tenant, user: 'ann', device: 'till', entities: [order], storage: disks[disk]() })
}

window.openLeavingPage = async (disk, tenant, id): Promise<LeavingPage> => {
  const store = openTill(disk, tenant)
  const doc = store.open(order, id)
  await Promise.all([store.ready, doc.loaded])
  return {
    recordAndLeave(count, how) {
      // In a task of this page, as a tap on a button would be.
      setTimeout(() => {
        for (let index = 0; index < count; index++) doc.record('item_added', itemOf(`item-${index}`))
        if (how === 'close') window.close()
        else location.replace(import.meta.url)
      })
    },
  }
}
