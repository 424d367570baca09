import type { Closed } from '../closing/closing-payload.ts'
import { addBooks, booksOf, emptyBooks, subtractBooks } from './books.ts'
import { type OrderTrail, trailUpTo } from './order-trail.ts'

export interface Period {
  /** The closing before it; undefined for the first. */
  readonly previous: Closed | undefined
  readonly toSeq: number
  /** Whole trails of all orders of which an event is in the period; others change nothing. */
  readonly trails: readonly OrderTrail[]
  /** `YYYY-MM-DD`. */
  readonly businessDay: string
}

export function firstSeqAfter(previous: Closed | undefined): number {
  return (previous?.to_seq ?? 0) + 1
}

/**
 * What a period came to: of each order, what it came to at the period's end less what it came to before. So a late event
 * that changes an order of an earlier period counts in the period in which it was recorded, no closing ever changes, and
 * the sum of all of them is what all events come to.
 */
export function makeClosing({ previous, toSeq, trails, businessDay }: Period): Closed {
  const fromSeq = firstSeqAfter(previous)
  let change = emptyBooks
  let correctionsMinor = 0
  for (const trail of trails) {
    const before = booksOf(trailUpTo(trail, fromSeq - 1))
    const changed = subtractBooks(booksOf(trailUpTo(trail, toSeq)), before)
    change = addBooks(change, changed)
    if (before.paid.orders > 0) correctionsMinor += changed.paid.total_minor
  }
  const { open } = addBooks({ ...emptyBooks, open: previous?.open ?? emptyBooks.open }, change)
  const entries = trails.flatMap((trail) => trail.entries.filter(({ seq }) => seq >= fromSeq && seq <= toSeq))
  return {
    number: (previous?.number ?? 0) + 1,
    business_day: businessDay,
    from_seq: fromSeq,
    to_seq: toSeq,
    paid: change.paid,
    voided: change.voided,
    payments: change.payments,
    categories: change.categories,
    corrections_minor: correctionsMinor,
    events: entries.length,
    rejected: entries.filter(({ verdict }) => verdict !== undefined).length,
    open,
    grand_total_minor: (previous?.grand_total_minor ?? 0) + change.paid.total_minor,
  }
}
