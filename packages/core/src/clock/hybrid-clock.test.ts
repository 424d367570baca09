import { expect, test } from 'vitest'
import { eventIdOf, isEventId, MAX_EVENT_MS, tickOf } from './event-id.ts'
import { nextEventId } from './hybrid-clock.ts'

const NOW = Date.UTC(2026, 10, 22, 12)
const ones = new Uint8Array(8).fill(0xff)
const zeros = (): Uint8Array => new Uint8Array(8)

test('the first event of a document has the time of the clock', () => {
  expect(tickOf(nextEventId(undefined, NOW))).toEqual({ ms: NOW, counter: 0 })
})

test('a clock that has gone on gives its time', () => {
  expect(tickOf(nextEventId(eventIdOf({ ms: NOW - 1, counter: 7 }, ones), NOW))).toEqual({ ms: NOW, counter: 0 })
})

test.each([
  ['stands still', NOW],
  ['is an hour behind', NOW - 3_600_000],
  ['is a day behind', NOW - 86_400_000],
  ['says 1970', 0],
  ['says nothing sensible', Number.NaN],
  ['is before 1970', -5],
])('[ORD2] [CLK1] with a clock that %s, the next event is one tick after the newest', (_, now) => {
  const newest = eventIdOf({ ms: NOW, counter: 7 }, ones)
  const next = nextEventId(newest, now, zeros)
  expect(tickOf(next)).toEqual({ ms: NOW, counter: 8 })
  expect(next > newest).toBe(true)
})

test('[ORD2] a counter that is full goes over into the next millisecond', () => {
  const newest = eventIdOf({ ms: NOW, counter: 4095 }, ones)
  expect(tickOf(nextEventId(newest, NOW, zeros))).toEqual({ ms: NOW + 1, counter: 0 })
})

test('[CLK1] a clock beyond the year 9999 gives well-formed ids, in order', () => {
  let newest = nextEventId(undefined, Number.MAX_SAFE_INTEGER)
  for (let index = 0; index < 10_000; index++) {
    const next = nextEventId(newest, Number.MAX_SAFE_INTEGER, zeros)
    expect(isEventId(next) && next > newest).toBe(true)
    newest = next
  }
})

test('[CLK1] even after the last possible tick somebody can record', () => {
  const last = eventIdOf({ ms: MAX_EVENT_MS, counter: 4095 }, ones)
  expect(isEventId(nextEventId(last, NOW))).toBe(true)
})
