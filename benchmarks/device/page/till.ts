import { createStore, documentName, indexeddbStorage, oneDatabaseStorage, type Storage, type Store } from '@docket/core'
import { eventOf, order } from '../../core/order.ts'

export const TENANT = 'bench'

const disks = { indexeddbStorage, oneDatabaseStorage }
/** An adapter. */
export type Disk = keyof typeof disks
export const DISKS: readonly Disk[] = ['indexeddbStorage', 'oneDatabaseStorage']

export function storageOf(disk: Disk): Storage {
  return disks[disk]()
}

/** A till without a network. */
export function openTill(storage: Storage, tenant = TENANT): Store {
  return createStore({ tenant, user: 'ann', device: 'till', entities: [order], storage })
}

export const nameOf = (id: string): string => documentName({ tenant: TENANT, entity: 'order', id })
export const idsOf = (count: number): string[] => Array.from({ length: count }, (_, index) => `o${index}`)

export type TillOrder = ReturnType<typeof openOrder>

export function openOrder(till: Store, id: string) {
  return till.open(order, id)
}

/** Records the n-th event of an order. */
export function recordNth(doc: TillOrder, n: number) {
  const [type, payload] = eventOf(n)
  return type === 'item_added' ? doc.record(type, payload) : doc.record(type, payload)
}

/** Ends the task, as a tap does, without the 4 ms that nested timers are made to wait. */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => resolve()
    port2.postMessage(undefined)
  })
}

export async function timed(work: () => unknown): Promise<number> {
  const startMs = performance.now()
  await work()
  return performance.now() - startMs
}
