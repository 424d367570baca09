import { itemCount, itemsInKitchen, type Order, type OrderStatus, totalMinor, unsentItems } from './order-state.ts'

/** What lists show of an order. */
export interface OrderSummary {
  readonly table_number: number | null
  readonly status: OrderStatus
  readonly item_count: number
  /** Items that the kitchen has not been told of. */
  readonly unsent_count: number
  /** Items that the kitchen has and the guests have not. */
  readonly in_kitchen_count: number
  readonly total_minor: number
  readonly opened_at: number | null
  readonly opened_by: string | null
  readonly fired_at: number | null
  readonly archived: boolean
}

export function summaryOf(order: Order): OrderSummary {
  const { table_number, status, items, opened_at, opened_by, fired_at, archived } = order
  return {
    table_number,
    status,
    item_count: itemCount(items),
    unsent_count: itemCount(unsentItems(order)),
    in_kitchen_count: itemCount(itemsInKitchen(order)),
    total_minor: totalMinor(items),
    opened_at,
    opened_by,
    fired_at,
    archived,
  }
}

/** Is anything of it left to do? */
export function isActive({ status, archived }: Pick<OrderSummary, 'status' | 'archived'>): boolean {
  return !archived && status !== 'void'
}
