// Made by docket-codegen from an OpenAPI description. Change the description, not this file.

import { notifications } from '../entities/notifications.ts'
import { order } from '../entities/order.ts'

/** For `createServer({ ...registry })`. */
export const registry = { entities: [order], notifications } as const
