import { expect, test } from 'vitest'
import { DeviceClock } from './device-clock.ts'

function clockAt(now: number): { readonly clock: DeviceClock; set(now: number): void } {
  const source = { now: () => now }
  return {
    clock: new DeviceClock(source),
    set(next) {
      now = next
    },
  }
}

test('as long as nothing is known, the skew is absent and the clock is believed', () => {
  const { clock } = clockAt(1000)
  expect(clock.skewMs).toBeUndefined()
  expect(clock.corrected()).toBe(1000)
})

test('a clock that is ahead: the skew moves as far as the answer contradicts it, and no further', () => {
  const { clock } = clockAt(5000)
  clock.learn({ sentMs: 5000, serverMs: 4000, receivedMs: 5200 })
  expect(clock.skewMs).toBe(1000)
  expect(clock.corrected()).toBe(4000)
  clock.learn({ sentMs: 5000, serverMs: 3950, receivedMs: 5001 })
  expect(clock.skewMs).toBe(1050)
})

test('a clock that is behind has a negative skew', () => {
  const { clock } = clockAt(5000)
  clock.learn({ sentMs: 5000, serverMs: 3_605_000, receivedMs: 5000 })
  expect(clock.skewMs).toBe(-3_600_000)
  expect(clock.corrected()).toBe(3_605_000)
})

test('a slow network contradicts nothing, and so shifts nothing', () => {
  const { clock } = clockAt(5000)
  clock.learn({ sentMs: 5000, serverMs: 4990, receivedMs: 5000 })
  clock.learn({ sentMs: 6000, serverMs: 8000, receivedMs: 10_000 })
  expect(clock.skewMs).toBe(10)
})

test('a clock that was set back between two answers is found out by the second', () => {
  const { clock } = clockAt(0)
  clock.learn({ sentMs: 86_400_000, serverMs: 0, receivedMs: 86_400_010 })
  expect(clock.skewMs).toBe(86_400_000)
  clock.learn({ sentMs: 10_000, serverMs: 10_000, receivedMs: 10_010 })
  expect(clock.skewMs).toBe(10)
})

test('an answer that took too long, that came before it was asked for, or that makes no sense says nothing', () => {
  const { clock } = clockAt(5000)
  clock.learn({ sentMs: 0, serverMs: 0, receivedMs: 5001 })
  clock.learn({ sentMs: 1000, serverMs: 0, receivedMs: 999 })
  clock.learn({ sentMs: Number.NaN, serverMs: 0, receivedMs: Number.NaN })
  clock.learn({ sentMs: 0, serverMs: Number.NaN, receivedMs: 0 })
  expect(clock.skewMs).toBeUndefined()
})

test('what an earlier session found out holds until this one knows better', () => {
  const { clock } = clockAt(5000)
  clock.restore(70)
  expect(clock.skewMs).toBe(70)
  clock.learn({ sentMs: 5000, serverMs: 5000, receivedMs: 5000 })
  clock.restore(70)
  expect(clock.skewMs).toBe(0)
})

test('fractions of a millisecond are cut off', () => {
  const { clock, set } = clockAt(0)
  set(12.7)
  expect(clock.now()).toBe(12)
})
