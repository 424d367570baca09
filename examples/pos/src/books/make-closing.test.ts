import fc from 'fast-check'
import { expect, test } from 'vitest'
import { added, created, type Happening, now } from '../../test/given.ts'
import { testLedger } from '../../test/ledger.ts'
import { type Closed, closed } from '../closing/closing-payload.ts'
import { addBooks, booksOf, emptyBooks } from './books.ts'
import { makeClosing } from './make-closing.ts'
import { reconcile } from './reconcile.ts'

const businessDay = '2026-11-22'
const paid = (payment_method: string): Happening => ['state_changed', { new_status: 'paid', payment_method }]

/** Two orders are paid, one is voided, one is open. */
function aDay() {
  const ledger = testLedger()
  for (const id of ['a', 'b', 'c', 'd']) ledger.commit(id, created)
  const wine = { id: 'wine', name: 'House red', quantity: 2, price_minor: 650, category: 'Drinks' }
  ledger.commit('a', ['item_added', { item: wine }])
  ledger.commit('a', added('x'))
  ledger.commit('a', paid('card'))
  ledger.commit('b', added('y'))
  ledger.commit('b', added('z'), { rejected: 'too many' })
  ledger.commit('b', paid('cash'))
  ledger.commit('c', added('y', 3))
  ledger.commit('c', now('void'))
  ledger.commit('d', added('y'))
  return ledger
}

const close = (ledger: ReturnType<typeof testLedger>, previous?: Closed) =>
  makeClosing({ previous, toSeq: ledger.newestSeq, trails: ledger.trails(), businessDay })

test('a closing has what was paid, voided and left open, by payment and category', () => {
  const first = close(aDay())
  expect(first).toEqual({
    number: 1,
    business_day: businessDay,
    from_seq: 1,
    to_seq: 13,
    paid: { orders: 2, total_minor: 2_200 },
    voided: { orders: 1, total_minor: 1_350 },
    payments: { card: 1_750, cash: 450 },
    categories: { Drinks: 1_300, Other: 900 },
    corrections_minor: 0,
    events: 13,
    rejected: 1,
    open: { orders: 1, total_minor: 450 },
    grand_total_minor: 2_200,
  })
  expect(closed.safeParse(first).success).toBe(true)
})

test('what is paid later counts in the next closing, and the grand total goes on', () => {
  const ledger = aDay()
  const first = close(ledger)
  ledger.commit('d', paid('cash'))
  expect(close(ledger, first)).toMatchObject({
    number: 2,
    from_seq: 14,
    to_seq: 14,
    paid: { orders: 1, total_minor: 450 },
    payments: { cash: 450 },
    corrections_minor: 0,
    open: { orders: 0, total_minor: 0 },
    grand_total_minor: 2_650,
  })
})

test('a late event that changes a paid order is a correction in the period in which it was recorded', () => {
  const ledger = aDay()
  const first = close(ledger)
  // It happened before "a" was paid, and came after the closing.
  ledger.commit('a', added('late', 2), { atMs: 6_500, recordedAtMs: 90_000 })
  // And "b" was voided by somebody offline before the other till took the money.
  ledger.commit('b', now('void'), { atMs: 9_500, recordedAtMs: 90_000 })
  expect(close(ledger, first)).toMatchObject({
    paid: { orders: -1, total_minor: 450 },
    voided: { orders: 1, total_minor: 450 },
    payments: { card: 900, cash: -450 },
    corrections_minor: 450,
    grand_total_minor: 2_650,
  })
  // The first closing is what it was.
  expect(reconcile(first, undefined, ledger.trails())).toEqual([])
})

test('a closing that says something else than its events is told by where', () => {
  const ledger = aDay()
  const first = close(ledger)
  const forged = { ...first, paid: { ...first.paid, total_minor: 2_100 }, grand_total_minor: 2_100 }
  expect(reconcile(forged, undefined, ledger.trails())).toEqual([
    { path: 'paid.total_minor', kind: 'changed', before: 2_200, after: 2_100 },
    { path: 'grand_total_minor', kind: 'changed', before: 2_200, after: 2_100 },
  ])
  // One that leaves events out between itself and the closing before it.
  ledger.commit('d', paid('cash'))
  const gap = { ...close(ledger, first), from_seq: 15 }
  expect(reconcile(gap, first, ledger.trails()).map(({ path }) => path)).toEqual(['from_seq'])
})

test('whatever happens, is late and wherever it is closed: the closings add up to all events', () => {
  const happening = fc.constantFrom<Happening>(
    created,
    added('x'),
    added('y', 2),
    ['item_removed', { item_id: 'x' }],
    now('fired'),
    now('void'),
    paid('card'),
    paid('cash'),
  )
  const committed = fc.record({
    id: fc.constantFrom('a', 'b', 'c'),
    happening,
    atMs: fc.nat(100_000),
    close: fc.boolean(),
  })
  fc.assert(
    fc.property(fc.array(committed, { minLength: 1, maxLength: 40 }), (all) => {
      const ledger = testLedger()
      const closings: Closed[] = []
      for (const id of ['a', 'b', 'c']) ledger.commit(id, created, { atMs: 0 })
      for (const { id, happening: what, atMs, close: isClosed } of all) {
        ledger.commit(id, what, { atMs })
        if (isClosed) closings.push(close(ledger, closings.at(-1)))
      }
      if (closings.at(-1)?.to_seq !== ledger.newestSeq) closings.push(close(ledger, closings.at(-1)))
      const books = ledger.trails().map(booksOf).reduce(addBooks, emptyBooks)
      const sum = (of: (one: Closed) => number): number => closings.reduce((total, one) => total + of(one), 0)
      const last = closings.at(-1)
      expect(sum(({ paid: tally }) => tally.total_minor)).toBe(books.paid.total_minor)
      expect(sum(({ voided }) => voided.orders)).toBe(books.voided.orders)
      expect(sum(({ payments }) => payments.card ?? 0)).toBe(books.payments.card ?? 0)
      expect(last?.grand_total_minor).toBe(books.paid.total_minor)
      expect(last?.open).toEqual(books.open)
      for (const [index, one] of closings.entries()) {
        expect(reconcile(one, closings[index - 1], ledger.trails())).toEqual([])
        expect(closed.safeParse(one).success).toBe(true)
      }
    }),
  )
})
