// Made by docket-codegen from an OpenAPI description. Change the description, not this file.

import * as z from 'zod/mini'
import { OrderItem } from './order-item.ts'
import { OrderStatus } from './order-status.ts'

/** What the tills know of an order. */
export const Order = z.object({
  /** Null until the order is opened for a table. */
  table_number: z.nullable(z.int()),
  status: OrderStatus,
  /** In the order of being added. */
  items: z.array(OrderItem),
  /** How far the kitchen is, by item. */
  kitchen: z.record(z.string(), z.enum(['sent', 'served'])),
  /** Ms since the epoch. */
  opened_at: z.nullable(z.int()),
  opened_by: z.nullable(z.string()),
  /** When the kitchen last got something. */
  fired_at: z.nullable(z.int()),
  archived: z.boolean(),
})
export type Order = z.infer<typeof Order>
