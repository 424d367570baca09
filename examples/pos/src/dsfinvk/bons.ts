import { booksOf, subtractBooks } from '../books/books.ts'
import { type OrderTrail, type TrailEntry, trailUpTo } from '../books/order-trail.ts'
import { payingEntry } from '../books/payment-method.ts'
import type { Closed, Sums } from '../closing/closing-payload.ts'
import type { Order, OrderItem } from '../order/order-state.ts'

export interface BonLine {
  readonly item: OrderItem
  /** How many more than the closings before have; less than nothing where something was taken back. */
  readonly quantity: number
}

/** What a period has of one order: one `Bon`. */
export interface Bon {
  readonly orderId: string
  /** A receipt, an order that was given up, or one that goes on. */
  readonly type: 'Beleg' | 'AVBelegabbruch' | 'AVBestellung'
  readonly state: Order
  readonly lines: readonly BonLine[]
  /** What was paid, by how. Amounts are in minor units. */
  readonly payments: Sums
  /** Does it change what an earlier closing had? */
  readonly isCorrection: boolean
  /** The event that ended it, or the newest. */
  readonly last: TrailEntry
}

/** In the order in which the ledger got what ended them. */
export function bonsOf({ from_seq, to_seq }: Closed, trails: readonly OrderTrail[]): readonly Bon[] {
  return trails
    .flatMap((trail) => bonOf(trailUpTo(trail, from_seq - 1), trailUpTo(trail, to_seq)) ?? [])
    .toSorted((a, b) => a.last.seq - b.last.seq)
}

function bonOf(before: OrderTrail, after: OrderTrail): Bon | undefined {
  const newest = after.entries.toSorted((a, b) => b.seq - a.seq)[0]
  const { state } = after
  if (newest === undefined || state.table_number === null) return undefined
  const wasPaid = before.state.status === 'paid'
  const isPaid = state.status === 'paid'
  const bon = { orderId: after.id, state, payments: {}, isCorrection: false, last: newest }
  if (wasPaid || isPaid) {
    const lines = linesOf(wasPaid ? before.state.items : [], isPaid ? state.items : [])
    const { payments } = subtractBooks(booksOf(after), booksOf(before))
    if (lines.length === 0 && Object.keys(payments).length === 0) return undefined
    const last = wasPaid ? newest : (payingEntry(after.entries)?.entry ?? newest)
    return { ...bon, type: 'Beleg', lines, payments, isCorrection: wasPaid, last }
  }
  if (state.status === 'void') {
    return before.state.status === 'void'
      ? undefined
      : { ...bon, type: 'AVBelegabbruch', lines: linesOf([], state.items) }
  }
  const lines = linesOf(before.state.items, state.items)
  return lines.length === 0 ? undefined : { ...bon, type: 'AVBestellung', lines }
}

/** What there is more or less of each item. An item keeps its name and its price for as long as it has its id. */
function linesOf(before: readonly OrderItem[], after: readonly OrderItem[]): readonly BonLine[] {
  const items = new Map([...before, ...after].map((item) => [item.id, item]))
  const quantityIn = (list: readonly OrderItem[], id: string): number =>
    list.find((item) => item.id === id)?.quantity ?? 0
  return [...items.values()]
    .map((item) => ({ item, quantity: quantityIn(after, item.id) - quantityIn(before, item.id) }))
    .filter(({ quantity }) => quantity !== 0)
}
