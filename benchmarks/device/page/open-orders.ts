import { IndexeddbPersistence } from 'y-indexeddb'
import * as Y from 'yjs'
import { type Disk, idsOf, nameOf, nextTask, openOrder, openTill, storageOf, timed } from './till.ts'

/** Opens orders one after the other, each until what was on disk is in its state, ms each. */
export async function openOrders(disk: Disk, from: number, to: number, events: number): Promise<number[]> {
  const till = openTill(storageOf(disk))
  await till.ready
  const times: number[] = []
  for (const id of idsOf(to).slice(from)) {
    await nextTask()
    const startMs = performance.now()
    const doc = openOrder(till, id)
    await doc.loaded
    times.push(performance.now() - startMs)
    if (doc.status.events !== events) throw new Error(`${doc.status.events} of ${events} events were read`)
  }
  await till.close()
  return times
}

/** Stock y-indexeddb: until the bytes are in a Y.Doc; nothing is folded. */
export async function openOrdersWithStock(from: number, to: number): Promise<number[]> {
  const times: number[] = []
  for (const id of idsOf(to).slice(from)) {
    await nextTask()
    const doc = new Y.Doc()
    times.push(await timed(() => new IndexeddbPersistence(nameOf(id), doc).whenSynced))
    doc.destroy()
  }
  return times
}
