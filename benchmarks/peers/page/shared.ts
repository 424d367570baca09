import { newOrder, textOf } from '../order.ts'
import { itemOf, orderId, SHARED_ITEM, sharedWork } from '../work.ts'
import type { Screen } from './screen.ts'

/** Begins orders that two devices are going to share. */
export async function beginShared(screen: Screen, count: number): Promise<void> {
  for (let n = 0; n < count; n++) {
    const id = orderId(n)
    await screen.device.create(id, n + 1)
    await screen.open(id)
    await screen.whenOrder(id, newOrder(n + 1))
    await screen.device.change(id, { type: 'item_added', item: itemOf(SHARED_ITEM, 0) })
  }
  await screen.device.safe()
}

/** Opens the shared orders; resolves when all of them are there with their first item. */
export async function openShared(screen: Screen, count: number): Promise<void> {
  for (let n = 0; n < count; n++) {
    await screen.open(orderId(n))
    await screen.when(() => screen.orders.get(orderId(n))?.items.length === 1)
  }
}

/** Changes the shared orders; resolves when all of it is on this device's disk. */
export async function workOnShared(screen: Screen, orders: number, device: string, changes: number): Promise<void> {
  const ids = Array.from({ length: orders }, (_, n) => orderId(n))
  for (const { id, change } of sharedWork(ids, device, changes)) await screen.device.change(id, change)
}

/** All that the screen shows of these orders, for comparing. */
export function textOfShared(screen: Screen, count: number): string {
  return Array.from({ length: count }, (_, n) => {
    const order = screen.orders.get(orderId(n))
    return order === undefined ? 'nothing' : textOf(order)
  }).join('\n\n')
}
