import { defineEntity } from '@docket/core'
import { z } from 'zod/mini'

export interface Item {
  readonly id: string
  readonly name: string
  readonly quantity: number
}

const empty = { table_number: 0, status: 'open', items: [] as readonly Item[] }

const isOpen = (order: typeof empty) => order.status === 'open' || `the order is ${order.status}`

export const order = defineEntity('order', {
  initial: empty,
  events: {
    created: {
      payload: z.object({ table_number: z.int().check(z.positive()) }),
      guard: (o) => o.table_number === 0 || 'the order is open already',
      evolve: (o, { table_number }) => ({ ...o, table_number }),
    },
    item_added: {
      payload: z.object({ item: z.object({ id: z.string(), name: z.string(), quantity: z.int() }) }),
      guard: isOpen,
      evolve: (o, { item }) => ({ ...o, items: [...o.items, item] }),
    },
    paid: { payload: z.object({}), guard: isOpen, evolve: (o) => ({ ...o, status: 'paid' }) },
    archived: { payload: z.object({}), evolve: (o) => ({ ...o, status: 'archived' }) },
  },
  summary: ({ table_number, status, items }) => ({ table_number, status, items: items.length }),
})
