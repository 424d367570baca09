import { defineEntity, type Entity } from '@docket/core'
import { z } from 'zod'

interface Order {
  readonly status: 'open' | 'paid'
  readonly items: readonly string[]
}

const empty: Order = { status: 'open', items: [] }

export const sampleOrder: Entity = defineEntity('order', {
  initial: empty,
  events: {
    item_added: {
      payload: z.object({ name: z.string() }),
      guard: (order) => order.status === 'open' || 'the order is paid',
      evolve: (order, { name }) => ({ ...order, items: [...order.items, name] }),
    },
    paid: { payload: z.object({}), evolve: (order) => ({ ...order, status: 'paid' as const }) },
  },
  summary: (order) => ({ status: order.status, count: order.items.length }),
})
