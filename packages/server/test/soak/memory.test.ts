import { expect, test } from 'vitest'
import { isGrossLeak, type MemorySample, memoryTrends } from './memory.ts'
import { trendOf } from './trend.ts'

const MIB = 2 ** 20

/** A sample a minute, of so many MiB. */
function samples(mib: readonly number[]): MemorySample[] {
  return mib.map((value, minute) => ({
    atSeconds: minute * 60,
    usedBytes: value * MIB,
    residentBytes: value * MIB,
    heapLimitBytes: 1_440 * MIB,
  }))
}

test('a line is fitted with its standard error', () => {
  expect(trendOf([1, 3, 5, 7].map((y, x) => [x, y]))).toEqual({ slope: 2, error: 0 })
  // By hand: the residues are 1/3, -2/3, 1/3, and the sum of squares of x is 2.
  expect(trendOf([0, 0, 2].map((y, x) => [x, y]))).toEqual({ slope: 1, error: expect.closeTo(Math.sqrt(1 / 3), 10) })
  expect(trendOf([0, 0].map((y, x) => [x, y]))).toBeUndefined()
})

test('a leak is gross when the heap would be full after a day, for sure', () => {
  const isLeak = (mib: readonly number[]): boolean => memoryTrends('it', samples(mib)).some(isGrossLeak)
  expect(isLeak([50, 52, 54, 56, 58, 60, 62, 64])).toBe(true)
  expect(isLeak([50, 50.5, 51, 51.5, 52, 52.5, 53, 53.5])).toBe(false)
  // What it takes to warm up is before the second half.
  expect(isLeak([10, 40, 60, 70, 70, 70, 70, 70])).toBe(false)
  expect(isLeak([60, 50, 65, 45, 60, 50, 75, 58])).toBe(false)
})
