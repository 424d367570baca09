// Made by docket-codegen from an OpenAPI description. Change the description, not this file.

import * as z from 'zod/mini'
import { ItemId } from '../schemas/item-id.ts'
import { OrderItem } from '../schemas/order-item.ts'
import { OrderStatus } from '../schemas/order-status.ts'

/** What each event of the entity "order" carries. */
export const orderEvents = {
  created: z.object({
    table_number: z.int().check(z.gte(1), z.lte(999)),
  }),
  item_added: z.object({
    item: OrderItem,
  }),
  item_removed: z.object({
    item_id: ItemId,
  }),
  /** A change, not the new number: so that two tills that both add one have added two. */
  item_quantity_changed: z.object({
    item_id: ItemId,
    by: z.union([z.int().check(z.gte(-999), z.lte(-1)), z.int().check(z.gte(1), z.lte(999))]),
  }),
  state_changed: z.object({
    new_status: OrderStatus,
    reason: z.optional(z.string().check(z.maxLength(500))),
    payment_method: z.optional(z.enum(['card', 'cash'])),
  }),
  archived: z.object({}),
}

/** The payloads by the names of the events: `OrderEvents['created']`. */
export type OrderEvents = { [Type in keyof typeof orderEvents]: z.infer<(typeof orderEvents)[Type]> }
