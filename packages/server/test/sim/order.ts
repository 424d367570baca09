import { defineEntity } from '@docket/core'
import { z } from 'zod'

const orderItem = z.object({
  id: z.string().min(1),
  name: z.string(),
  quantity: z.int().positive(),
  price_minor: z.int().nonnegative(),
})

type OrderStatus = 'open' | 'fired' | 'served' | 'paid' | 'void'

interface Order {
  readonly table_number: number | null
  readonly status: OrderStatus
  readonly items: readonly z.infer<typeof orderItem>[]
}

const emptyOrder: Order = { table_number: null, status: 'open', items: [] }

/** A restaurant's order whose guards refuse often, and in which the order of events shows in the state. */
export const order = defineEntity('order', {
  initial: emptyOrder,
  events: {
    created: {
      payload: z.object({ table_number: z.int().positive() }),
      guard: (o) => o.table_number === null || 'the order is open already',
      evolve: (o, { table_number }) => ({ ...o, table_number }),
    },
    item_added: {
      payload: z.object({ item: orderItem, note: z.string().optional() }),
      guard: (o) => o.status === 'open' || 'the order is closed',
      evolve: (o, { item }) => ({ ...o, items: [...o.items.filter(({ id }) => id !== item.id), item] }),
    },
    item_removed: {
      payload: z.object({ item_id: z.string() }),
      guard: (o, { item_id }) => o.items.some(({ id }) => id === item_id) || `there is no item ${item_id}`,
      evolve: (o, { item_id }) => ({ ...o, items: o.items.filter(({ id }) => id !== item_id) }),
    },
    state_changed: {
      payload: z.object({ new_status: z.enum(['open', 'fired', 'served', 'paid', 'void']) }),
      guard: (o, { new_status }) => o.status !== new_status || `the order is ${new_status} already`,
      evolve: (o, { new_status }) => ({ ...o, status: new_status }),
    },
  },
  summary: ({ table_number, status, items }) => ({ table_number, status, items: items.length }),
})
