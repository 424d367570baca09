import { expect, test } from 'vitest'
import { parseTimeRule, readTime } from './read-time.ts'

const read = (value: unknown, rule = 't', zone?: string) => {
  const parsed = parseTimeRule(rule)
  if (parsed === undefined) throw new Error('no rule')
  return new Date(readTime(value, parsed, zone)).toISOString()
}

test.each([
  ['2026-11-22T18:00:00Z', 't', undefined, '2026-11-22T18:00:00.000Z'],
  ['2026-11-22T18:00:00.123456+05:30', 't', undefined, '2026-11-22T12:30:00.123Z'],
  ['2026-11-22 18:00:00.5+00', 't', undefined, '2026-11-22T18:00:00.500Z'],
  ['2026-11-22 18:00:00-03:30', 't', undefined, '2026-11-22T21:30:00.000Z'],
  ['2026-11-22 18:00:00', 't', '+01:00', '2026-11-22T17:00:00.000Z'],
  ['2026-11-22T18:00:00', 't', 'Z', '2026-11-22T18:00:00.000Z'],
  ['2026-11-22T18:00:00Z', 't', '+01:00', '2026-11-22T18:00:00.000Z'],
  ['2026-07-01 12:00:00', 't', 'Europe/Berlin', '2026-07-01T10:00:00.000Z'],
  ['2026-12-01 12:00:00.25', 't', 'Europe/Berlin', '2026-12-01T11:00:00.250Z'],
  // Clocks go from 2 to 3, and from 3 to 2.
  ['2026-03-29 01:59:59', 't', 'Europe/Berlin', '2026-03-29T00:59:59.000Z'],
  ['2026-03-29 02:30:00', 't', 'Europe/Berlin', '2026-03-29T01:30:00.000Z'],
  ['2026-03-29 03:00:00', 't', 'Europe/Berlin', '2026-03-29T01:00:00.000Z'],
  ['2026-10-25 02:30:00', 't', 'Europe/Berlin', '2026-10-25T00:30:00.000Z'],
  ['2026-10-25 03:00:00', 't', 'Europe/Berlin', '2026-10-25T02:00:00.000Z'],
  ['2026-11-01 01:30:00', 't', 'America/New_York', '2026-11-01T05:30:00.000Z'],
  [1_600_000_000, 't as s', undefined, '2020-09-13T12:26:40.000Z'],
  ['1600000000.25', 't as s', undefined, '2020-09-13T12:26:40.250Z'],
  ['1600000000123', 't as ms', undefined, '2020-09-13T12:26:40.123Z'],
  [-1, 't as ms', undefined, '1969-12-31T23:59:59.999Z'],
])('%s by "%s" in zone %s is %s', (value, rule, zone, expected) => {
  expect(read(value, rule, zone)).toBe(expected)
})

test.each([
  ['2026-11-22 18:00:00', 't', 'without a zone'],
  ['2026-02-30T18:00:00Z', 't as ms', 'no number of ms'],
  [1_600_000_000, 't', 'say what it counts'],
  ['1600000000', 't', 'no RFC 3339 time'],
  [null, 't', 'empty'],
  [true, 't as ms', 'no number of ms'],
  [1e16, 't as ms', 'no number of ms'],
])('%s by "%s" is no time, and why', (value, rule, reason) => {
  expect(() => read(value, rule)).toThrow(reason)
})
