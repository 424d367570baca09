import type { EventRecord } from '@docket/core'
import { itemAdded, itemQuantityChanged } from '../order/order-payloads.ts'

/** What of a rejected change can be another number. */
export interface Amendment {
  readonly quantity: number
  /** The payload with another quantity. */
  withQuantity(quantity: number): unknown
}

/** Undefined where there is nothing to choose: a payment is one or is none. */
export function amendmentOf({ type, payload }: EventRecord): Amendment | undefined {
  if (type === 'item_added') {
    const { data } = itemAdded.safeParse(payload)
    return data && { quantity: data.item.quantity, withQuantity: (quantity) => ({ item: { ...data.item, quantity } }) }
  }
  if (type === 'item_quantity_changed') {
    const { data } = itemQuantityChanged.safeParse(payload)
    if (data === undefined || data.by < 1) return undefined
    return { quantity: data.by, withQuantity: (by) => ({ ...data, by }) }
  }
  return undefined
}
