import fc from 'fast-check'
import { expect, test } from 'vitest'
import { firstInOrder } from './first-in-order.ts'

type Item = readonly [key: number, id: number]
const byKeyAndId = (a: Item, b: Item): number => a[0] - b[0] || a[1] - b[1]

test('the first in order are those that sorting all would put there', () => {
  const keys = fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 200 })
  fc.assert(
    fc.property(keys, fc.option(fc.integer({ min: 0, max: 250 }), { nil: undefined }), (some, limit) => {
      const items = some.map((key, id): Item => [key, id])
      expect(firstInOrder(items, byKeyAndId, limit)).toEqual(items.toSorted(byKeyAndId).slice(0, limit))
    }),
  )
})
