import { itemsInKitchen, type Order, type OrderStatus, unsentItems } from './order-state.ts'

/** What a rule says: true, or why not, in words for a waiter. */
export type Answer = true | string

/** May anything still be ordered or taken off? */
export function mayChange(order: Order): Answer {
  if (order.archived) return 'the order is closed'
  if (order.status === 'paid') return 'the order is already paid'
  if (order.status === 'void') return 'the order was voided'
  return true
}

export function mayAddItem(order: Order, itemId: string): Answer {
  const changeable = mayChange(order)
  if (changeable !== true) return changeable
  return order.items.every(({ id }) => id !== itemId) || 'it is on the order already'
}

export function mayRemoveItem(order: Order, itemId: string): Answer {
  const changeable = mayChange(order)
  if (changeable !== true) return changeable
  if (!order.items.some(({ id }) => id === itemId)) return 'it is not on the order any more'
  return order.kitchen[itemId] !== 'served' || 'it has been served'
}

export function mayChangeQuantity(order: Order, itemId: string): Answer {
  const removable = mayRemoveItem(order, itemId)
  if (removable !== true) return removable
  return order.kitchen[itemId] === undefined || 'the kitchen has it already; add it once more instead'
}

export function mayBecome(order: Order, next: OrderStatus): Answer {
  if (next === 'served' && isPaidAndCooking(order)) return true
  const changeable = mayChange(order)
  if (changeable !== true) return changeable
  switch (next) {
    case 'open':
      return order.status !== 'open' || 'the order is open already'
    case 'fired':
      return unsentItems(order).length > 0 || 'there is nothing new for the kitchen'
    case 'served':
      return itemsInKitchen(order).length > 0 || 'nothing is waiting to be served'
    case 'paid':
      return order.items.length > 0 || 'there is nothing to pay; void the order instead'
    case 'void':
      return true
  }
}

/** Guests who pay before everything is on the table still get it. */
function isPaidAndCooking(order: Order): boolean {
  return order.status === 'paid' && !order.archived && itemsInKitchen(order).length > 0
}

export function mayArchive(order: Order): Answer {
  if (order.archived) return 'the table is clear already'
  return order.status === 'paid' || order.status === 'void' || 'pay or void the order first'
}
