import {
  itemsInKitchen,
  type KitchenProgress,
  type Order,
  type OrderItem,
  type OrderStatus,
  unsentItems,
} from './order-state.ts'

/** The order with another status, and what that means for the kitchen. */
export function changeStatus(order: Order, status: OrderStatus, at: number): Order {
  switch (status) {
    case 'fired':
      return { ...order, status, fired_at: at, kitchen: { ...order.kitchen, ...progress(unsentItems(order), 'sent') } }
    case 'served':
      return {
        ...order,
        status: order.status === 'paid' ? 'paid' : status,
        kitchen: { ...order.kitchen, ...progress(itemsInKitchen(order), 'served') },
      }
    case 'open':
      return { ...order, status, kitchen: withoutSent(order.kitchen) }
    default:
      return { ...order, status }
  }
}

function progress(items: readonly OrderItem[], reached: KitchenProgress): Record<string, KitchenProgress> {
  return Object.fromEntries(items.map(({ id }) => [id, reached]))
}

/** What was called back from the kitchen can be changed and sent again. */
function withoutSent(kitchen: Order['kitchen']): Order['kitchen'] {
  return Object.fromEntries(Object.entries(kitchen).filter(([, reached]) => reached !== 'sent'))
}
