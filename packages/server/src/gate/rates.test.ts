import { expect, test } from 'vitest'
import { Rate } from './rate.ts'
import { Rates } from './rates.ts'

let nowMs = 0
const now = (): number => nowMs

test('what is taken beyond a rate is owed', () => {
  const rate = new Rate(10, 1_000, now)
  expect([rate.take(10), rate.take(1), rate.take(4)]).toEqual([0, 100, 500])
  nowMs += 500
  expect([rate.isFull, rate.take(1)]).toEqual([false, 100])
  nowMs += 60_000
  expect([rate.isFull, rate.take(10), rate.take(1)]).toEqual([true, 0, 100])
})

test('what cannot be had is not taken', () => {
  const rate = new Rate(2, 60_000, now)
  expect([rate.tryTake(1), rate.tryTake(1), rate.tryTake(1), rate.tryTake(1)]).toEqual([0, 0, 30_000, 30_000])
  nowMs += 30_000
  expect([rate.tryTake(1), rate.tryTake(1)]).toEqual([0, 30_000])
})

test('a clock that goes back gives nothing and takes nothing', () => {
  const rate = new Rate(10, 1_000, now)
  rate.take(10)
  nowMs -= 60_000
  expect(rate.take(1)).toBe(100)
  nowMs += 100
  expect(rate.take(0)).toBe(0)
})

test('each has a rate of its own', () => {
  const rates = new Rates(1, 1_000, now)
  expect([rates.tryTake('a', 1), rates.tryTake('b', 1), rates.tryTake('a', 1)]).toEqual([0, 0, 1_000])
})

test('whoever takes nothing is forgotten, whoever owes is not', () => {
  const rates = new Rates(10, 1_000, now)
  rates.take('owes', 10_000)
  for (let n = 0; n < 10_000; n++) {
    nowMs += 10
    rates.take(`address ${n}`, 1)
  }
  expect(rates.size).toBeLessThanOrEqual(1_000)
  expect(rates.tryTake('owes', 1)).toBeGreaterThan(0)
})
