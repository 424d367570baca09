import { applyChange, type Change, newOrder, type Order } from '../order.ts'

export interface StoredEvent {
  readonly id: string
  readonly order_id: string
  /** What the device's clock said, ms. */
  readonly at: number
  readonly change: Change | { readonly type: 'created'; readonly table_number: number }
}

let lastMs = 0

export function newEvent(order_id: string, change: StoredEvent['change']): StoredEvent {
  lastMs = Math.max(Date.now(), lastMs + 1)
  return { id: crypto.randomUUID(), order_id, at: lastMs, change }
}

export function foldEvents(events: readonly StoredEvent[]): Order {
  return events.toSorted((a, b) => a.at - b.at).reduce(foldEvent, newOrder(0))
}

function foldEvent(order: Order, { change }: StoredEvent): Order {
  return change.type === 'created' ? { ...order, table_number: change.table_number } : applyChange(order, change)
}
