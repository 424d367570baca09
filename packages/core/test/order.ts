import { z } from 'zod'
import { defineEntity } from '../src/entity/define-entity.ts'

const orderItem = z.object({
  id: z.string().min(1),
  name: z.string(),
  quantity: z.int().positive(),
  price_minor: z.int().nonnegative(),
})

type OrderItem = z.infer<typeof orderItem>
type OrderStatus = 'open' | 'fired' | 'served' | 'paid' | 'void'

interface Order {
  readonly table_number: number | null
  readonly status: OrderStatus
  readonly items: readonly OrderItem[]
}

const emptyOrder: Order = { table_number: null, status: 'open', items: [] }

/** A restaurant's order, as tests use it. */
export const order = defineEntity('order', {
  initial: emptyOrder,
  events: {
    created: {
      payload: z.object({ table_number: z.int().positive() }),
      evolve: (o, { table_number }) => ({ ...o, table_number }),
    },
    item_added: {
      payload: z.object({ item: orderItem }),
      guard: (o) => o.status === 'open' || 'the order is closed',
      evolve: (o, { item }) => ({ ...o, items: [...o.items.filter(({ id }) => id !== item.id), item] }),
    },
    item_removed: {
      payload: z.object({ item_id: z.string() }),
      guard: (o, { item_id }) => o.items.some(({ id }) => id === item_id) || 'there is no such item',
      evolve: (o, { item_id }) => ({ ...o, items: o.items.filter(({ id }) => id !== item_id) }),
    },
    state_changed: {
      payload: z.object({ new_status: z.enum(['open', 'fired', 'served', 'paid', 'void']) }),
      evolve: (o, { new_status }) => ({ ...o, status: new_status }),
    },
  },
  summary: ({ table_number, status, items }) => ({ table_number, status, items: items.length }),
})

/** An item whose name is its id. */
export function itemOf(id: string, quantity = 1): { item: OrderItem } {
  return { item: { id, name: id, quantity, price_minor: 450 } }
}
