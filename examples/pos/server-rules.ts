import { rulesFor } from '@docket/server'
import { closing } from './src/closing.ts'
import { order } from './src/order.ts'

/** What the kitchen makes of one dish for one line of an order. */
const MOST_OF_ONE_DISH = 100

const tooMany = { code: 'too_many', reason: `the kitchen makes at most ${MOST_OF_ONE_DISH} of one dish for a table` }

/**
 * What the server alone decides. Tills do not know it, as they would not know today's stock: so they show the change at
 * once, and hear afterwards that it was rejected. To try it out: tap the number of a line and ask for 120.
 */
export const orderRules = rulesFor(order, {
  events: {
    item_added: (_, { item }) => item.quantity <= MOST_OF_ONE_DISH || tooMany,
    item_quantity_changed({ items }, { item_id, by }) {
      const quantity = items.find(({ id }) => id === item_id)?.quantity ?? 0
      return by < 0 || quantity + by <= MOST_OF_ONE_DISH || tooMany
    },
  },
})

export const closingRules = rulesFor(closing, {
  authorize: ({ roles }) => roles.includes('manager') || 'only managers close a day',
})
