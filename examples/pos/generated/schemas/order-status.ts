// Made by docket-codegen from an OpenAPI description. Change the description, not this file.

import * as z from 'zod/mini'

/** Where an order is in its life. */
export const OrderStatus = z.enum(['open', 'fired', 'served', 'paid', 'void'])
export type OrderStatus = z.infer<typeof OrderStatus>
