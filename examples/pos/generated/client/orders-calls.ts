// Made by docket-codegen from an OpenAPI description. Change the description, not this file.

import * as z from 'zod/mini'
import { Order } from '../schemas/order.ts'
import type { OrderStatus } from '../schemas/order-status.ts'
import { type Api, type CallOptions, callApi, segment } from './call-api.ts'

export interface ListOrdersInput {
  query?:
    | {
        status?: OrderStatus | undefined
      }
    | undefined
}

/** The orders that match. */
export function listOrders(api: Api, input: ListOrdersInput = {}, options?: CallOptions): Promise<Order[]> {
  return callApi<Order[]>(
    api,
    {
      method: 'GET',
      path: '/orders',
      query: input.query,
      answer: z.array(Order),
    },
    options,
  )
}

export interface CreateOrderInput {
  body: {
    table_number: number
  }
}

/** Opens an order for a table. */
export function createOrder(api: Api, input: CreateOrderInput, options?: CallOptions): Promise<Order> {
  return callApi<Order>(
    api,
    {
      method: 'POST',
      path: '/orders',
      body: { type: 'application/json', value: input.body },
      answer: Order,
    },
    options,
  )
}

export interface GetOrderInput {
  path: {
    id: string
  }
}

/** One order. */
export function getOrder(api: Api, input: GetOrderInput, options?: CallOptions): Promise<Order> {
  return callApi<Order>(
    api,
    {
      method: 'GET',
      path: `/orders/${segment(input.path.id)}`,
      answer: Order,
    },
    options,
  )
}
