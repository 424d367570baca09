import { rulesFor } from '@docket/server'
import { order } from './order.ts'

/** What the server alone decides. */
export const orderRules = rulesFor(order, {
  events: {
    item_added: (_, { item }) => item.quantity <= 100 || { code: 'too_many', reason: 'ask the kitchen first' },
  },
})
