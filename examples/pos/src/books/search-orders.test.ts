import { expect, test } from 'vitest'
import { added, created, now } from '../../test/given.ts'
import { testLedger } from '../../test/ledger.ts'
import { type OrderFacts, orderFacts } from './order-facts.ts'
import { matches, type OrderSearch } from './search-orders.ts'

const closings = [{ number: 3, toSeq: 11, closedAtMs: 50_000 }]

function facts(): readonly OrderFacts[] {
  const ledger = testLedger()
  ledger.commit('plain', created, { by: 'ben' })
  ledger.commit('plain', [
    'item_added',
    { item: { id: 'r', name: 'Tagliatelle al ragù', quantity: 2, price_minor: 1_450 } },
  ])
  ledger.commit('void', ['created', { table_number: 7 }])
  ledger.commit('void', now('void'))
  ledger.commit('rejected', ['created', { table_number: 8 }])
  ledger.commit('rejected', added('x', 200), { rejected: 'too many', by: 'chloe' })
  ledger.commit('offline', ['created', { table_number: 9 }])
  ledger.commit('offline', added('x'), { atMs: 8_000, recordedAtMs: 18_000 })
  ledger.commit('no-effect', ['created', { table_number: 10 }])
  ledger.commit('no-effect', now('void'))
  ledger.commit('no-effect', added('x'))
  ledger.commit('late', ['created', { table_number: 11 }], { atMs: 49_000, recordedAtMs: 49_001 })
  ledger.commit('next', ['created', { table_number: 12 }], { atMs: 60_000 })
  return ledger.trails().map((trail) => orderFacts(trail, closings))
}

test.each<[string, Partial<OrderSearch>, string[]]>([
  ['a table', { table: 7 }, ['void']],
  ['whoever did something', { person: 'chloe' }, ['rejected']],
  ['an item, without its accents', { item: ' RAGU ' }, ['plain']],
  ['an item that was rejected', { item: 'item x' }, ['rejected', 'offline', 'no-effect']],
  ['an amount', { fromMinor: 2_900 }, ['plain']],
  ['an amount at most', { fromMinor: 1, toMinor: 2_899 }, ['offline']],
  ['voided', { marks: ['voided'] }, ['void', 'no-effect']],
  ['offline', { marks: ['offline'] }, ['offline']],
  ['rejected', { marks: ['rejected'] }, ['rejected']],
  ['without effect', { marks: ['no_effect'] }, ['no-effect']],
  ['after the closing', { marks: ['after_closing'] }, ['late']],
  ['both', { marks: ['voided', 'no_effect'] }, ['no-effect']],
  ['everything', { item: '' }, ['plain', 'void', 'rejected', 'offline', 'no-effect', 'late', 'next']],
])('orders are found by %s', (_, search, ids) => {
  const found = facts().filter((one) => matches(one, { marks: [], ...search }))
  expect(found.map(({ id }) => id)).toEqual(ids)
})
