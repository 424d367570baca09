import { expect, test } from 'vitest'
import { newOrder, type Order } from '../order.ts'
import { itemOf } from '../work.ts'
import { countDifferences } from './differences.ts'

const item = (id: string, quantity: number) => ({ ...itemOf(id, 0), quantity })
const order = (...items: Order['items']): Order => ({ ...newOrder(1), items })
const expected = new Map([['o', order(item('a', 1), item('b', 3))]])

const cases: readonly [string, Order | undefined, { lost: number; doubled: number }][] = [
  ['the same in another order', order(item('b', 3), item('a', 1)), { lost: 0, doubled: 0 }],
  ['an item is missing', order(item('b', 3)), { lost: 1, doubled: 0 }],
  ['two additions were overwritten', order(item('a', 1), item('b', 1)), { lost: 2, doubled: 0 }],
  ['an addition counted twice', order(item('a', 2), item('b', 3)), { lost: 0, doubled: 1 }],
  ['an item is there twice', order(item('a', 1), item('b', 3), item('a', 1)), { lost: 0, doubled: 1 }],
  ['the status was overwritten', { ...order(item('a', 1), item('b', 3)), status: 'fired' }, { lost: 1, doubled: 0 }],
  ['the whole order is missing', undefined, { lost: 3, doubled: 0 }],
]

test.each(cases)('%s', (_, found, counts) => {
  expect(countDifferences(expected, new Map(found === undefined ? [] : [['o', found]]))).toEqual(counts)
})
