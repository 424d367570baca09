import { type EntityRules, rulesFor } from '../../src/gate/rules.ts'
import { sampleOrder } from '../sample-order.ts'

export { sampleOrder }

/** A rule that depends on the state, and so on the order in which events are judged. */
export const smallOrders: EntityRules = rulesFor(sampleOrder, {
  events: {
    item_added: (order) =>
      (order as { items: readonly string[] }).items.length < 3 || { code: 'order_full', reason: 'three items at most' },
  },
})
