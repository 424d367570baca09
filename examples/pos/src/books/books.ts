import type { Sums, Tally } from '../closing/closing-payload.ts'
import { totalMinor } from '../order/order-state.ts'
import type { OrderTrail } from './order-trail.ts'
import { paymentMethod } from './payment-method.ts'

/** What orders come to. Amounts are in minor units. */
export interface Books {
  readonly open: Tally
  readonly paid: Tally
  readonly voided: Tally
  /** Of what is paid, by how. */
  readonly payments: Sums
  /** Of what is paid, by the part of the menu. */
  readonly categories: Sums
}

const NOTHING: Tally = { orders: 0, total_minor: 0 }

export const emptyBooks: Books = { open: NOTHING, paid: NOTHING, voided: NOTHING, payments: {}, categories: {} }

/** What one order comes to. */
export function booksOf({ entries, state }: OrderTrail): Books {
  const { table_number, status, items } = state
  if (table_number === null) return emptyBooks
  const tally = { orders: 1, total_minor: totalMinor(items) }
  if (status === 'void') return { ...emptyBooks, voided: tally }
  if (status !== 'paid') return { ...emptyBooks, open: tally }
  const categories: Record<string, number> = {}
  for (const item of items) {
    const name = item.category ?? 'Other'
    categories[name] = (categories[name] ?? 0) + totalMinor([item])
  }
  return { ...emptyBooks, paid: tally, payments: { [paymentMethod(entries)]: tally.total_minor }, categories }
}

export function addBooks(a: Books, b: Books): Books {
  return combine(a, b, 1)
}

export function subtractBooks(a: Books, b: Books): Books {
  return combine(a, b, -1)
}

function combine(a: Books, b: Books, sign: 1 | -1): Books {
  return {
    open: combineTallies(a.open, b.open, sign),
    paid: combineTallies(a.paid, b.paid, sign),
    voided: combineTallies(a.voided, b.voided, sign),
    payments: combineSums(a.payments, b.payments, sign),
    categories: combineSums(a.categories, b.categories, sign),
  }
}

function combineTallies(a: Tally, b: Tally, sign: 1 | -1): Tally {
  return { orders: a.orders + sign * b.orders, total_minor: a.total_minor + sign * b.total_minor }
}

/** By name, in the order of names; without what comes to nothing. */
function combineSums(a: Sums, b: Sums, sign: 1 | -1): Sums {
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])].sort()
  const sums = names.map((name) => [name, (a[name] ?? 0) + sign * (b[name] ?? 0)] as const)
  return Object.fromEntries(sums.filter(([, sum]) => sum !== 0))
}
