/** Where an order is in its life. */
export type OrderStatus = 'open' | 'fired' | 'served' | 'paid' | 'void'

export interface OrderItem {
  readonly id: string
  readonly name: string
  readonly quantity: number
  /** What one costs, in minor units. */
  readonly price_minor: number
  /** On which part of the menu it stood. */
  readonly category?: string | undefined
}

/** How far the kitchen is with an item that was sent to it. */
export type KitchenProgress = 'sent' | 'served'

export interface Order {
  /** Null until the order is opened for a table. */
  readonly table_number: number | null
  readonly status: OrderStatus
  /** In the order of being added. */
  readonly items: readonly OrderItem[]
  /** By item id; an item that is not here has not been sent to the kitchen. */
  readonly kitchen: Readonly<Record<string, KitchenProgress>>
  /** Ms since the epoch, by the clock of the device that opened it. */
  readonly opened_at: number | null
  readonly opened_by: string | null
  /** When the kitchen last got something, ms since the epoch. */
  readonly fired_at: number | null
  readonly archived: boolean
}

export const emptyOrder: Order = {
  table_number: null,
  status: 'open',
  items: [],
  kitchen: {},
  opened_at: null,
  opened_by: null,
  fired_at: null,
  archived: false,
}

export function totalMinor(items: readonly OrderItem[]): number {
  return items.reduce((sum, item) => sum + item.quantity * item.price_minor, 0)
}

export function itemCount(items: readonly OrderItem[]): number {
  return items.reduce((sum, item) => sum + item.quantity, 0)
}

/** The items that the kitchen has not been told of. */
export function unsentItems({ items, kitchen }: Order): readonly OrderItem[] {
  return items.filter(({ id }) => kitchen[id] === undefined)
}

/** The items that the kitchen has and the guests have not. */
export function itemsInKitchen({ items, kitchen }: Order): readonly OrderItem[] {
  return items.filter(({ id }) => kitchen[id] === 'sent')
}
