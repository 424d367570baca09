// Made by docket-codegen from an OpenAPI description. Change the description, not this file.

import * as z from 'zod/mini'
import { ItemId } from './item-id.ts'
import { Name } from './name.ts'

export const OrderItem = z.object({
  id: ItemId,
  name: Name,
  quantity: z.int().check(z.gte(1), z.lte(999)),
  /** What one costs, in minor units. */
  price_minor: z.int().check(z.gte(0)),
  category: z.optional(Name),
})
export type OrderItem = z.infer<typeof OrderItem>
