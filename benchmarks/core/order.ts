import { defineEntity } from '@docket/core'
import { z } from 'zod'

const orderItem = z.object({
  id: z.string().min(1),
  name: z.string(),
  quantity: z.int().positive(),
  price_minor: z.int().nonnegative(),
})

const status = z.enum(['open', 'fired', 'served', 'paid', 'void'])

interface Order {
  readonly table_number: number | null
  readonly status: z.infer<typeof status>
  readonly items: readonly z.infer<typeof orderItem>[]
}

const emptyOrder: Order = { table_number: null, status: 'open', items: [] }

/** A restaurant's order, small: what the core benchmark records. */
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
      evolve: (o, { item }) => ({ ...o, items: [...o.items, item] }),
    },
    item_removed: {
      payload: z.object({ item_id: z.string() }),
      guard: (o, { item_id }) => o.items.some(({ id }) => id === item_id) || 'there is no such item',
      evolve: (o, { item_id }) => ({ ...o, items: o.items.filter(({ id }) => id !== item_id) }),
    },
    state_changed: {
      payload: z.object({ new_status: status }),
      evolve: (o, { new_status }) => ({ ...o, status: new_status }),
    },
  },
  summary: ({ table_number, status, items }) => ({
    table_number,
    status,
    total_minor: items.reduce((total, { quantity, price_minor }) => total + quantity * price_minor, 0),
  }),
})

/** A table's dozen: orders with many events have had many rounds, not many lines. */
const LINES = 12

/** The n-th event of an order that grows to a dozen lines, and then takes one off for every one that it adds. */
export function eventOf(
  n: number,
): readonly ['item_added', { item: z.infer<typeof orderItem> }] | readonly ['item_removed', { item_id: string }] {
  const removes = n > LINES && n % 2 === 1
  if (removes) return ['item_removed', { item_id: `item-${firstLineAt(n)}` }]
  return [
    'item_added',
    { item: { id: `item-${n}`, name: 'Spaghetti alle vongole', quantity: 1 + (n % 3), price_minor: 1450 } },
  ]
}

/** The oldest line when the n-th event takes one off. */
function firstLineAt(n: number): number {
  const taken = Math.floor((n - LINES - 1) / 2)
  return taken <= LINES ? taken : LINES + 2 * (taken - LINES)
}
