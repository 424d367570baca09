import { IndexeddbPersistence } from 'y-indexeddb'
import * as Y from 'yjs'
import { order } from '../../core/order.ts'
import { type Disk, idsOf, nameOf, openTill, storageOf, timed } from './till.ts'

/** From making the store until its lists are complete, ms. */
export async function coldStart(disk: Disk, count: number): Promise<number> {
  const startMs = performance.now()
  const till = openTill(storageOf(disk))
  await till.ready
  const { length } = till.list(order).rows()
  const ms = performance.now() - startMs
  if (length !== count) throw new Error(`${length} of ${count} orders are listed`)
  await till.close()
  return ms
}

/** The same with stock y-indexeddb: it lists nothing, so that each document is opened, ms. */
export function readAllWithStock(count: number): Promise<number> {
  return timed(() =>
    Promise.all(
      idsOf(count).map(async (id) => {
        const persistence = new IndexeddbPersistence(nameOf(id), new Y.Doc())
        await persistence.whenSynced
        void persistence.destroy()
      }),
    ),
  )
}
