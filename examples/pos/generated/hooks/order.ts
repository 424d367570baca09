// Made by docket-codegen from an OpenAPI description. Change the description, not this file.

import type { DocumentSnapshot, EntityRow, ListQuery, Receipt, RecordOptions } from '@docket/core'
import { useEntities, useEntity, useRecord } from '@docket/react'
import { useMemo } from 'react'
import { order } from '../entities/order.ts'
import type { OrderState, OrderSummary } from '../entities/order-state.ts'
import type { OrderEvents } from '../events/order.ts'

/** The state of a document of "order", and how safe it is. */
export function useOrder(id: string): DocumentSnapshot<OrderState> {
  return useEntity(order, id)
}

/** What lists show of the documents of "order"; opens none of them. */
export function useOrders(query?: ListQuery<OrderSummary>): readonly EntityRow<OrderSummary>[] {
  return useEntities(order, query)
}

/** What can be recorded of the entity "order". Each throws, and nothing has changed, when a guard refuses. */
export interface OrderMutations {
  createOrder(payload: OrderEvents['created'], options?: RecordOptions): Receipt
  addItem(payload: OrderEvents['item_added'], options?: RecordOptions): Receipt
  removeItem(payload: OrderEvents['item_removed'], options?: RecordOptions): Receipt
  recordItemQuantityChanged(payload: OrderEvents['item_quantity_changed'], options?: RecordOptions): Receipt
  changeState(payload: OrderEvents['state_changed'], options?: RecordOptions): Receipt
  archiveOrder(options?: RecordOptions): Receipt
}

export function useOrderMutations(id: string): OrderMutations {
  const record = useRecord(order, id)
  return useMemo(
    () => ({
      createOrder: (payload, options) => record('created', payload, options),
      addItem: (payload, options) => record('item_added', payload, options),
      removeItem: (payload, options) => record('item_removed', payload, options),
      recordItemQuantityChanged: (payload, options) => record('item_quantity_changed', payload, options),
      changeState: (payload, options) => record('state_changed', payload, options),
      archiveOrder: (options) => record('archived', {}, options),
    }),
    [record],
  )
}
