import type { Store } from '@docket/core'
import { rulesFor } from '@docket/server'
import { order } from '../../../examples/pos/src/order.ts'
import type { Random } from '../../lib/random.ts'

export const openOrder = (store: Store) => store.open(order, 'shared')
export type OrderDocument = ReturnType<typeof openOrder>

const MOST_ITEMS = 4
const DISHES = 12

/** What only the server decides: one rule asks the payload, the other the state when the event comes. */
export const busyRules = rulesFor(order, {
  events: {
    state_changed: (_, { new_status }) =>
      new_status !== 'void' || { code: 'manager_only', reason: 'only a manager voids an order' },
    item_added: ({ items }) => items.length < MOST_ITEMS || 'the table is full',
  },
})

/** Something that may be in the way of what others do: few dishes, so that they meet; and now and then the bill. */
export function recordSomething(doc: OrderDocument, random: Random): void {
  const { items } = doc.state
  const dish = `dish-${random.int(DISHES)}`
  const present = items[random.int(Math.max(items.length, 1))]?.id ?? dish
  const what = random.int(40)
  if (what < 20) doc.record('item_added', { item: { id: dish, name: dish, quantity: 1, price_minor: 900 } })
  else if (what < 27) doc.record('item_removed', { item_id: present })
  else if (what < 33) doc.record('item_quantity_changed', { item_id: present, by: random.pick([1, 2, -1]) })
  else if (what < 37) doc.record('state_changed', { new_status: 'fired' })
  else doc.record('state_changed', { new_status: random.pick(['served', 'void', 'paid']) })
}
