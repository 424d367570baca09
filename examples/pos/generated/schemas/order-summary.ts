// Made by docket-codegen from an OpenAPI description. Change the description, not this file.

import * as z from 'zod/mini'
import { OrderStatus } from './order-status.ts'

export const OrderSummary = z.object({
  table_number: z.nullable(z.int()),
  status: OrderStatus,
  item_count: z.int(),
  /** Items that the kitchen has not been told of. */
  unsent_count: z.int(),
  /** Items that the kitchen has and the guests have not. */
  in_kitchen_count: z.int(),
  total_minor: z.int(),
  opened_at: z.nullable(z.int()),
  opened_by: z.nullable(z.string()),
  fired_at: z.nullable(z.int()),
  archived: z.boolean(),
})
export type OrderSummary = z.infer<typeof OrderSummary>
