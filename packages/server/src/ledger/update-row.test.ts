import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readUpdates, writeUpdates } from './update-row.ts'

test('the updates of a row are read as they were written', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array()), (updates) => {
      expect(readUpdates(writeUpdates(updates)).map((update) => [...update])).toEqual(updates.map((each) => [...each]))
    }),
  )
})

test.each([[[0, 0]], [[0, 0, 0, 2, 1]], [[255, 255, 255, 255]]])('a row that was cut is told: %j', (bytes) => {
  expect(() => readUpdates(Buffer.from(bytes))).toThrow(RangeError)
})
