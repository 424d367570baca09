import type { Change, Item } from './order.ts'

/** An order's life: begun, twelve items, four of them once more, fired, served, paid. */
export const EVENTS_OF_ORDER = 20
const ITEMS = 12
const MORE = 4
const STATUSES = ['fired', 'served', 'paid'] as const

/** Its changes after it was begun. */
export function changesOfOrder(): Change[] {
  return [
    ...Array.from({ length: ITEMS }, (_, n): Change => ({ type: 'item_added', item: itemOf(`item-${n}`, n) })),
    ...Array.from({ length: MORE }, (_, n): Change => ({ type: 'quantity_changed', item_id: `item-${n}`, by: 1 })),
    ...STATUSES.map((status): Change => ({ type: 'status_changed', status })),
  ]
}

export function itemOf(id: string, n: number): Item {
  return { id, name: 'Spaghetti alle vongole', quantity: 1 + (n % 3), price_minor: 1450 }
}

/** The item that all devices know, of which each orders more. */
export const SHARED_ITEM = 'shared'

/** What a device does to shared orders, `count` changes in all: of ten, six items of its own, three times one more. */
export function sharedWork(ids: readonly string[], device: string, count: number): { id: string; change: Change }[] {
  const every = 10
  return Array.from({ length: count }, (_, n) => {
    const id = ids[Math.floor(n / every) % ids.length] as string
    const step = n % every
    if (step === every - 1) return { id, change: { type: 'status_changed', status: 'fired' } }
    if (step % 3 === 2) return { id, change: { type: 'quantity_changed', item_id: SHARED_ITEM, by: 1 } }
    return { id, change: { type: 'item_added', item: itemOf(`${device}-${n}`, n) } }
  })
}

/** UUIDs, because some peers name documents by nothing else; the same ones each time. */
export const orderId = (n: number): string => `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`
