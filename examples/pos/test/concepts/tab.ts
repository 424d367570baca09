import { defineEntity } from '@docket/core'
import { z } from 'zod'

interface Tab {
  readonly items: readonly string[]
  readonly isPaid: boolean
}

const empty: Tab = { items: [], isPaid: false }
const notPaid = ({ isPaid }: Tab): true | string => !isPaid || 'the order is paid'

/** The order of the worked examples of docs/concepts. */
export const order = defineEntity('order', {
  initial: empty,
  events: {
    item_added: {
      payload: z.object({ name: z.string(), quantity: z.int().default(1) }),
      guard: notPaid,
      evolve: (o, { name }) => ({ ...o, items: [...o.items, name] }),
    },
    paid: { payload: z.object({}), guard: notPaid, evolve: (o) => ({ ...o, isPaid: true }) },
  },
  summary: ({ items, isPaid }) => ({ items: items.length, isPaid }),
})
