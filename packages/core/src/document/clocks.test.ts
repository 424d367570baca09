import { expect, test } from 'vitest'
import { Clocks } from './clocks.ts'

test('coverage only grows', () => {
  const clocks = new Clocks([[1, 5]])
  expect(clocks.cover([[1, 3]])).toBe(false)
  expect(clocks.cover([[2, 0]])).toBe(false)
  expect(
    clocks.cover([
      [1, 7],
      [2, 1],
    ]),
  ).toBe(true)
  expect(clocks.pairs).toEqual([
    [1, 7],
    [2, 1],
  ])
})

test('a clock is covered when it is below the number', () => {
  const clocks = new Clocks([[1, 5]])
  expect(clocks.covers({ client: 1, clock: 4 })).toBe(true)
  expect(clocks.covers({ client: 1, clock: 5 })).toBe(false)
  expect(clocks.covers({ client: 2, clock: 0 })).toBe(false)
})

test('the version tells whether there is something new', () => {
  const clocks = new Clocks()
  clocks.cover([[1, 5]])
  const { version } = clocks
  clocks.cover([[1, 5]])
  expect(clocks.version).toBe(version)
  clocks.cover([[1, 6]])
  expect(clocks.version).toBeGreaterThan(version)
})
