import { itemAdded } from '../order/order-payloads.ts'
import { type OrderStatus, totalMinor } from '../order/order-state.ts'
import { delayOf, wasOffline } from '../timeline/delay.ts'
import { type ClosingMoment, missedClosing } from './after-closing.ts'
import type { OrderTrail } from './order-trail.ts'

/** What an order is found by. */
export interface OrderFacts {
  readonly id: string
  readonly table: number | null
  readonly status: OrderStatus
  /** Whoever did something with it. */
  readonly people: readonly string[]
  /** The names of all that was ever on it. */
  readonly items: readonly string[]
  readonly totalMinor: number
  readonly events: number
  /** When the newest of its events happened, as the device said, ms since the epoch. */
  readonly lastAtMs: number
  readonly isVoided: boolean
  /** Something of it was done by a device that was on its own. */
  readonly isOffline: boolean
  readonly isRejected: boolean
  readonly hasNoEffect: boolean
  /** Something of it came after the closing to which it belongs by its time. */
  readonly isAfterClosing: boolean
}

export function orderFacts({ id, entries, state }: OrderTrail, closings: readonly ClosingMoment[]): OrderFacts {
  const items = entries.flatMap(({ event }) =>
    event.type === 'item_added' ? (itemAdded.safeParse(event.payload).data?.item.name ?? []) : [],
  )
  return {
    id,
    table: state.table_number,
    status: state.status,
    people: [...new Set(entries.flatMap(({ event }) => event.by ?? []))],
    items: [...new Set(items)],
    totalMinor: totalMinor(state.items),
    events: entries.length,
    lastAtMs: entries.at(-1)?.event.at ?? 0,
    isVoided: state.status === 'void',
    isOffline: entries.some(({ event, recordedAtMs }) => wasOffline(delayOf(event, recordedAtMs))),
    isRejected: entries.some(({ effect }) => effect.kind === 'rejected'),
    hasNoEffect: entries.some(({ effect }) => effect.kind === 'no_effect'),
    isAfterClosing: entries.some((entry) => missedClosing(entry, closings) !== undefined),
  }
}
