import { useRecord, useStore } from '@docket/react'
import { useMemo } from 'react'
import { newId } from '../lib/new-id.ts'
import type { MenuItem } from '../menu.ts'
import { unsentItems } from '../order/order-state.ts'
import { order } from '../order.ts'
import { attempt } from './attempt.ts'

export type PaymentMethod = 'card' | 'cash'

/** All that a waiter can do with an order. */
export interface OrderActions {
  add(item: MenuItem): void
  changeQuantity(itemId: string, by: number): void
  remove(itemId: string): void
  fire(): void
  serve(): void
  pay(method: PaymentMethod): void
  voidOrder(reason: string): void
  clear(): void
}

/** The same object as long as it is the same order. */
export function useOrderActions(orderId: string): OrderActions {
  const store = useStore()
  const record = useRecord(order, orderId)
  return useMemo(() => {
    /** The same dish again is one more of it, unless the kitchen has the first. */
    const lineOf = ({ name, price_minor }: MenuItem): string | undefined => {
      const state = store.peek(order, orderId)?.state ?? order.initial
      return unsentItems(state).find((line) => line.name === name && line.price_minor === price_minor)?.id
    }
    const changeQuantity = (item_id: string, by: number): void =>
      attempt(() => record('item_quantity_changed', { item_id, by }))
    return {
      add(item) {
        const line = lineOf(item)
        if (line !== undefined) return changeQuantity(line, 1)
        const { name, price_minor, category } = item
        attempt(() => record('item_added', { item: { id: newId(), name, quantity: 1, price_minor, category } }))
      },
      changeQuantity,
      remove: (item_id) => attempt(() => record('item_removed', { item_id })),
      fire: () => attempt(() => record('state_changed', { new_status: 'fired' })),
      serve: () => attempt(() => record('state_changed', { new_status: 'served' })),
      pay: (payment_method) => attempt(() => record('state_changed', { new_status: 'paid', payment_method })),
      voidOrder: (reason) => attempt(() => record('state_changed', { new_status: 'void', reason })),
      clear: () => attempt(() => record('archived', {})),
    }
  }, [store, record, orderId])
}
