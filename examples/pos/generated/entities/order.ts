// Made by docket-codegen from an OpenAPI description. Change the description, not this file.

import { defineEntity } from '@docket/core'
import { own } from '../../own/order.ts'
import { orderEvents } from '../events/order.ts'
import { emptyOrder } from './order-state.ts'

/** One table's order, from the first drink to the cleared table. */
export const order = defineEntity('order', {
  initial: emptyOrder,
  events: {
    created: {
      payload: orderEvents.created,
      evolve: (o, payload) => ({ ...o, ...payload }),
      ...own.events.created,
    },
    item_added: {
      payload: orderEvents.item_added,
      evolve: (o, payload) => ({ ...o, items: [...o.items, payload.item] }),
      ...own.events.item_added,
    },
    item_removed: {
      payload: orderEvents.item_removed,
      evolve: (o, payload) => ({ ...o, items: o.items.filter(({ id }) => id !== payload.item_id) }),
      ...own.events.item_removed,
    },
    item_quantity_changed: {
      payload: orderEvents.item_quantity_changed,
      ...own.events.item_quantity_changed,
    },
    state_changed: {
      payload: orderEvents.state_changed,
      evolve: (o, payload) => ({ ...o, status: payload.new_status }),
      ...own.events.state_changed,
    },
    archived: {
      payload: orderEvents.archived,
      evolve: (o) => ({ ...o, archived: true }),
      ...own.events.archived,
    },
  },
  summary: own.summary,
  ...own.options,
})
