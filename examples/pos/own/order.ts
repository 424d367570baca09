import type { OrderOwn } from '../generated/entities/order-own.ts'
import { changeQuantity } from '../src/order/change-quantity.ts'
import { changeStatus } from '../src/order/change-status.ts'
import { mayAddItem, mayArchive, mayBecome, mayChangeQuantity, mayRemoveItem } from '../src/order/order-rules.ts'
import { isActive, summaryOf } from '../src/order/order-summary.ts'

/** What the description cannot say of the entity "order": guards, and what its other events do. */
export const own: OrderOwn = {
  events: {
    created: {
      guard: (o) => o.table_number === null || `the order is open already, for table ${o.table_number}`,
      evolve: (o, { table_number }, { at, by }) => ({ ...o, table_number, opened_at: at, opened_by: by }),
    },
    item_added: { guard: (o, { item }) => mayAddItem(o, item.id) },
    item_removed: { guard: (o, { item_id }) => mayRemoveItem(o, item_id) },
    item_quantity_changed: {
      guard: (o, { item_id }) => mayChangeQuantity(o, item_id),
      evolve: (o, { item_id, by }) => ({ ...o, items: changeQuantity(o, item_id, by) }),
    },
    state_changed: {
      guard: (o, { new_status }) => mayBecome(o, new_status),
      evolve: (o, { new_status }, { at }) => ({ ...changeStatus(o, new_status, at) }),
    },
    archived: { guard: mayArchive },
  },
  summary: summaryOf,
  options: { settled: (summary) => !isActive(summary) },
}
