import { defineEntity } from '@docket/core'
import { z } from 'zod'

const item = z.object({ id: z.string(), name: z.string(), quantity: z.int(), price_minor: z.int() })

/** An order whose items are as long as those of a restaurant. */
export const order = defineEntity('order', {
  initial: { items: [] as readonly z.infer<typeof item>[] },
  events: {
    item_added: { payload: z.object({ item }), evolve: (o, { item: added }) => ({ items: [...o.items, added] }) },
  },
  summary: ({ items }) => ({ items: items.length }),
})
