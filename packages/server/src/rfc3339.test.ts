import { expect, test } from 'vitest'
import { parseRfc3339, rfc3339 } from './rfc3339.ts'

test('writes the nearest time that RFC 3339 has', () => {
  expect(rfc3339(0)).toBe('1970-01-01T00:00:00.000Z')
  expect(rfc3339(Number.MAX_SAFE_INTEGER)).toBe('9999-12-31T23:59:59.999Z')
  expect(rfc3339(Number.MIN_SAFE_INTEGER)).toBe('0000-01-01T00:00:00.000Z')
})

test('reads RFC 3339 and nothing else', () => {
  expect(parseRfc3339('2026-11-22T20:00:00.5+02:00')).toBe(Date.UTC(2026, 10, 22, 18, 0, 0, 500))
  expect(parseRfc3339('2026-11-22t18:00:00z')).toBe(Date.UTC(2026, 10, 22, 18))
  for (const text of [
    '',
    '2026-11-22',
    '2026-11-22T18:00:00',
    '2026-13-01T00:00:00Z',
    '2026-11-22T18:00:00 00:00',
    '1790000000',
  ]) {
    expect(parseRfc3339(text), text).toBeUndefined()
  }
})
