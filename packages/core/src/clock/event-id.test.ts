import { expect, test } from 'vitest'
import { eventIdOf, isEventId, MAX_EVENT_MS, tickOf } from './event-id.ts'

const zeros = new Uint8Array(8)
const ones = new Uint8Array(8).fill(0xff)

test('an id is a UUIDv7 in lower case, with the tick in it', () => {
  const id = eventIdOf({ ms: 0x0123_4567_89ab, counter: 0xcde }, ones)
  expect(id).toBe('01234567-89ab-7cde-bfff-ffffffffffff')
  expect(isEventId(id)).toBe(true)
  expect(tickOf(id)).toEqual({ ms: 0x0123_4567_89ab, counter: 0xcde })
})

test('[ORD1] text order is the order of time, then counter, then chance', () => {
  const inOrder = [
    eventIdOf({ ms: 0, counter: 0 }, zeros),
    eventIdOf({ ms: 0, counter: 0 }, ones),
    eventIdOf({ ms: 0, counter: 1 }, zeros),
    eventIdOf({ ms: 0, counter: 4095 }, ones),
    eventIdOf({ ms: 1, counter: 0 }, zeros),
    eventIdOf({ ms: 0x1_0000, counter: 0 }, zeros),
    eventIdOf({ ms: MAX_EVENT_MS, counter: 4095 }, ones),
  ]
  expect(inOrder.toSorted()).toEqual(inOrder)
})

test.each([
  ['upper case', '01234567-89AB-7CDE-BFFF-FFFFFFFFFFFF'],
  ['another version', '01234567-89ab-4cde-bfff-ffffffffffff'],
  ['another variant', '01234567-89ab-7cde-cfff-ffffffffffff'],
  ['braces', '{01234567-89ab-7cde-bfff-ffffffffffff}'],
  ['a new line at the end', '01234567-89ab-7cde-bfff-ffffffffffff\n'],
  ['a time after the year 9999', 'ffffffff-ffff-7fff-bfff-ffffffffffff'],
  ['no text', 7],
  ['nothing', undefined],
])('%s is not an id', (_, value) => {
  expect(isEventId(value)).toBe(false)
})
