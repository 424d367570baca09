import type { Order } from './order-state.ts'

/** The order with more or less of one item; without it when nothing is left. */
export function changeQuantity(order: Order, itemId: string, by: number): Order['items'] {
  return order.items
    .map((item) => (item.id === itemId ? { ...item, quantity: item.quantity + by } : item))
    .filter(({ quantity }) => quantity > 0)
}
