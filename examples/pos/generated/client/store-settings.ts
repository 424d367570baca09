// Made by docket-codegen from an OpenAPI description. Change the description, not this file.

import { order } from '../entities/order.ts'

/** For `createStore({ ...storeSettings, tenant, user, device, … })`. */
export const storeSettings = {
  entities: [order],
  retentionDays: { order: 7 },
} as const
