import type { Item, Order } from '../../screen/order-screen.tsx'
import type { StoredEvent } from './event-store.ts'

/** The order that its events lead to; undefined while there are none. */
export function fold(events: readonly StoredEvent[]): Order | undefined {
  const inOrder = events.filter(({ error }) => error === undefined).toSorted((a, b) => (a.id < b.id ? -1 : 1))
  return inOrder.reduce<Order | undefined>(evolve, undefined)
}

function evolve(order: Order | undefined, { event_type, payload }: StoredEvent): Order | undefined {
  if (event_type === 'order.created') return { table_number: Number(payload.table_number), status: 'open', items: [] }
  if (order === undefined) return undefined
  if (event_type === 'order.item_added') return { ...order, items: [...order.items, payload.item as Item] }
  return event_type === 'order.paid' ? { ...order, status: 'paid' } : order
}
