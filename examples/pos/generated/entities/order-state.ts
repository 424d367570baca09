// Made by docket-codegen from an OpenAPI description. Change the description, not this file.

import type { DeepReadonly } from '@docket/core'
import type { Order } from '../schemas/order.ts'
import type { OrderSummary as OrderSummarySchema } from '../schemas/order-summary.ts'

/** What a document of "order" says, after all of its events. */
export type OrderState = DeepReadonly<Order>

/** Before any event. */
export const emptyOrder: OrderState = {
  table_number: null,
  status: 'open',
  items: [],
  kitchen: {},
  opened_at: null,
  opened_by: null,
  fired_at: null,
  archived: false,
}

/** What lists show. */
export type OrderSummary = OrderSummarySchema
