// The design that keeps events in a table and no documents: each event is written, then all events of the order are
// read and reduced; a list reads all events of all orders.
import { Dexie, type EntityTable } from 'dexie'
import { eventOf } from '../../core/order.ts'

type Item = Extract<ReturnType<typeof eventOf>, readonly ['item_added', unknown]>[1]['item']

interface StoredEvent {
  readonly id: string
  readonly event_type: string
  readonly entity_type: string
  readonly entity_id: string
  readonly payload: { readonly item?: Item; readonly item_id?: string }
  readonly timestamp: number
  readonly user_id: string
  readonly synced: number
}

export interface TableOrder {
  readonly id: string
  readonly items: readonly Item[]
  readonly total_minor: number
}

export class EventTable extends Dexie {
  declare events: EntityTable<StoredEvent, 'id'>

  constructor(name: string) {
    super(name)
    this.version(1).stores({
      events: 'id, timestamp, synced, [entity_type+entity_id], [entity_id+timestamp]',
    })
  }

  async fill(orders: readonly string[], events: number): Promise<void> {
    for (const id of orders) {
      await this.events.bulkAdd(Array.from({ length: events }, (_, n) => newEvent(id, n)))
    }
  }

  /** Writes the n-th event of an order. */
  async append(orderId: string, n: number): Promise<void> {
    await this.events.add(newEvent(orderId, n))
  }

  async readOrder(orderId: string): Promise<TableOrder> {
    const events = await this.events
      .where('[entity_id+timestamp]')
      .between([orderId, Dexie.minKey], [orderId, Dexie.maxKey])
      .toArray()
    return events.reduce(reduceOrder, emptyOrder(orderId))
  }

  async materializeOrders(): Promise<TableOrder[]> {
    const events = await this.events.orderBy('timestamp').toArray()
    const orders = new Map<string, TableOrder>()
    for (const event of events) {
      orders.set(event.entity_id, reduceOrder(orders.get(event.entity_id) ?? emptyOrder(event.entity_id), event))
    }
    return [...orders.values()]
  }
}

const emptyOrder = (id: string): TableOrder => ({ id, items: [], total_minor: 0 })

let lastMs = 0

function newEvent(orderId: string, n: number): StoredEvent {
  const [event_type, payload] = eventOf(n)
  lastMs = Math.max(Date.now(), lastMs + 1)
  return {
    id: crypto.randomUUID(),
    event_type,
    entity_type: 'order',
    entity_id: orderId,
    payload,
    timestamp: lastMs,
    user_id: 'ann',
    synced: 0,
  }
}

function reduceOrder(order: TableOrder, { event_type, payload }: StoredEvent): TableOrder {
  const items =
    event_type === 'item_added' && payload.item !== undefined
      ? [...order.items, payload.item]
      : order.items.filter(({ id }) => id !== payload.item_id)
  return { ...order, items, total_minor: items.reduce((sum, item) => sum + item.quantity * item.price_minor, 0) }
}
