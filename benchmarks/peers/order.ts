/** The same work for all: a restaurant's orders, and what is done to them. */
export interface Item {
  readonly id: string
  readonly name: string
  readonly price_minor: number
  readonly quantity: number
}

export type Status = 'open' | 'fired' | 'served' | 'paid'

export interface Order {
  readonly table_number: number
  readonly status: Status
  readonly items: readonly Item[]
}

export type Change =
  | { readonly type: 'item_added'; readonly item: Item }
  /** One more, or one less: two devices that do so at once mean two more. */
  | { readonly type: 'quantity_changed'; readonly item_id: string; readonly by: number }
  | { readonly type: 'status_changed'; readonly status: Status }

/** A line of the list of open orders. */
export interface Row {
  readonly id: string
  readonly table_number: number
  readonly status: Status
  readonly total_minor: number
}

export const newOrder = (table_number: number): Order => ({ table_number, status: 'open', items: [] })

export function applyChange(order: Order, change: Change): Order {
  if (change.type === 'item_added') return { ...order, items: [...order.items, change.item] }
  if (change.type === 'status_changed') return { ...order, status: change.status }
  const items = order.items.map((item) =>
    item.id === change.item_id ? { ...item, quantity: item.quantity + change.by } : item,
  )
  return { ...order, items }
}

export const totalOf = ({ items }: Order): number =>
  items.reduce((total, { quantity, price_minor }) => total + quantity * price_minor, 0)

export const rowOf = (id: string, order: Order): Row => ({
  id,
  table_number: order.table_number,
  status: order.status,
  total_minor: totalOf(order),
})

/** Equal for equal orders, however their items are sorted. */
export function textOf({ table_number, status, items }: Order): string {
  const lines = items.map(({ id, name, price_minor, quantity }) => `${id} ${name} ${price_minor} ${quantity}`).sort()
  return [table_number, status, ...lines].join('\n')
}
