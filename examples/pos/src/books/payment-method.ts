import type { PlayedEvent } from '@docket/core'
import { stateChanged } from '../order/order-payloads.ts'

/** How an order was paid: by the event that took effect. `unknown` when that does not say. */
export function paymentMethod(entries: readonly PlayedEvent[]): 'card' | 'cash' | 'unknown' {
  return payingEntry(entries)?.method ?? 'unknown'
}

/** The event by which the order was paid. */
export function payingEntry<Entry extends PlayedEvent>(
  entries: readonly Entry[],
): { readonly entry: Entry; readonly method: 'card' | 'cash' | undefined } | undefined {
  for (const entry of entries) {
    if (entry.event.type !== 'state_changed' || entry.effect.kind !== 'applied') continue
    const { data } = stateChanged.safeParse(entry.event.payload)
    if (data?.new_status === 'paid') return { entry, method: data.payment_method }
  }
  return undefined
}
