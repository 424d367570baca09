import { defineEntity } from '@docket/core'
import { changeQuantity } from './order/change-quantity.ts'
import { changeStatus } from './order/change-status.ts'
import * as payloads from './order/order-payloads.ts'
import { mayAddItem, mayArchive, mayBecome, mayChangeQuantity, mayRemoveItem } from './order/order-rules.ts'
import { emptyOrder } from './order/order-state.ts'
import { isActive, summaryOf } from './order/order-summary.ts'

/** One table's order, from the first drink to the cleared table. Browser and server use the same definition. */
export const order = defineEntity('order', {
  initial: emptyOrder,
  events: {
    created: {
      payload: payloads.created,
      guard: (o) => o.table_number === null || `the order is open already, for table ${o.table_number}`,
      evolve: (o, { table_number }, { at, by }) => ({ ...o, table_number, opened_at: at, opened_by: by }),
    },
    item_added: {
      payload: payloads.itemAdded,
      guard: (o, { item }) => mayAddItem(o, item.id),
      evolve: (o, { item }) => ({ ...o, items: [...o.items, item] }),
    },
    item_removed: {
      payload: payloads.itemRemoved,
      guard: (o, { item_id }) => mayRemoveItem(o, item_id),
      evolve: (o, { item_id }) => ({ ...o, items: o.items.filter(({ id }) => id !== item_id) }),
    },
    item_quantity_changed: {
      payload: payloads.itemQuantityChanged,
      guard: (o, { item_id }) => mayChangeQuantity(o, item_id),
      evolve: (o, { item_id, by }) => ({ ...o, items: changeQuantity(o, item_id, by) }),
    },
    state_changed: {
      payload: payloads.stateChanged,
      guard: (o, { new_status }) => mayBecome(o, new_status),
      evolve: (o, { new_status }, { at }) => changeStatus(o, new_status, at),
    },
    archived: {
      payload: payloads.archived,
      guard: mayArchive,
      evolve: (o) => ({ ...o, archived: true }),
    },
  },
  summary: summaryOf,
  settled: (summary) => !isActive(summary),
})
