import { defineEntity } from '@docket/core'
import { z } from 'zod'
import { applyChange, newOrder, totalOf } from '../order.ts'

const item = z.object({ id: z.string(), name: z.string(), price_minor: z.int(), quantity: z.int() })

export const order = defineEntity('order', {
  initial: newOrder(0),
  events: {
    created: {
      payload: z.object({ table_number: z.int() }),
      evolve: (o, { table_number }) => ({ ...o, table_number }),
    },
    item_added: {
      payload: z.object({ item }),
      evolve: (o, { item }) => applyChange(o, { type: 'item_added', item }),
    },
    quantity_changed: {
      payload: z.object({ item_id: z.string(), by: z.int() }),
      evolve: (o, { item_id, by }) => applyChange(o, { type: 'quantity_changed', item_id, by }),
    },
    status_changed: {
      payload: z.object({ status: z.enum(['open', 'fired', 'served', 'paid']) }),
      evolve: (o, { status }) => applyChange(o, { type: 'status_changed', status }),
    },
  },
  summary: (o) => ({ table_number: o.table_number, status: o.status, total_minor: totalOf(o) }),
})
