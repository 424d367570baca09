import type { EventRecord } from '@docket/core'
import { order } from '../../core/order.ts'
import { createRandom } from '../../lib/random.ts'
import { type Disk, idsOf, nextTask, openOrder, openTill, recordNth, storageOf } from './till.ts'

declare global {
  interface Window {
    /** Tells the trial; what it has not heard was not promised. */
    tell(order: string, event: EventRecord): void
  }
}

/** What an order's events and its line in the list are after a start. */
export interface StoredOrder {
  readonly events: readonly EventRecord[]
  /** Undefined where no list has it. */
  readonly uncommitted: number | undefined
}

const LONGEST_BURST = 30
const LONGEST_PAUSE_MS = 4

/** Records in some orders, as fast as it can, and tells every event: when it is saved, or, as a lie, at once. */
export async function recordUntilKilled(
  disk: Disk,
  { orders, seed, when }: { readonly orders: number; readonly seed: number; readonly when: 'saved' | 'recorded' },
): Promise<never> {
  const random = createRandom(seed)
  const till = openTill(storageOf(disk))
  const docs = new Map(idsOf(orders).map((id) => [id, openOrder(till, id)]))
  await Promise.all([...docs.values()].map(({ loaded }) => loaded))
  for (;;) {
    let last: Promise<void> | undefined
    for (let left = 1 + random.int(LONGEST_BURST); left > 0; left--) {
      const [id, doc] = [...docs][random.int(orders)] ?? []
      if (id === undefined || doc === undefined) continue
      const { event, saved } = recordNth(doc, doc.status.events)
      last = saved
      if (when === 'recorded') window.tell(id, event)
      else void saved.then(() => window.tell(id, event))
    }
    const wait = random.int(4)
    if (wait === 0) await last
    else if (wait === 1) await new Promise((resolve) => setTimeout(resolve, random.int(LONGEST_PAUSE_MS)))
    else await nextTask()
  }
}

/** What the disk has, as the next session finds it. */
export async function readStored(disk: Disk, orders: number): Promise<Readonly<Record<string, StoredOrder>>> {
  const till = openTill(storageOf(disk))
  await till.ready
  const listed = new Map(
    till
      .list(order)
      .rows()
      .map(({ id, uncommitted }) => [id, uncommitted]),
  )
  const stored: Record<string, StoredOrder> = {}
  for (const id of idsOf(orders)) {
    const doc = openOrder(till, id)
    await doc.loaded
    stored[id] = { events: doc.history().map(({ event }) => event), uncommitted: listed.get(id) }
    doc.close()
  }
  await till.close()
  return stored
}
