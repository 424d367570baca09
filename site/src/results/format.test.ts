import { expect, test } from 'vitest'
import { formatDate, formatNumber, formatValue } from './format.ts'

// Three digits: what misses 0.9 by a hair is not to look like 0.9.
test.each([
  [0.89933, '0.899'],
  [0.015423, '0.0154'],
  [9.675, '9.68'],
  [99.96, '100'],
  [1175.1, '1,175'],
  [0, '0'],
])('%s is written as %s', (value, text) => {
  expect(formatNumber(value)).toBe(text)
})

test('rates and other units are written as people do', () => {
  expect(formatValue({ value: 9039.4, unit: '1/s' })).toBe('9,039/s')
  expect(formatValue({ value: 5.1, unit: 'ms' })).toBe('5.1 ms')
  expect(formatValue({ value: 2008, unit: '' })).toBe('2,008')
})

test('a time is written in UTC', () => {
  expect(formatDate('2026-11-23T03:10:41.541Z')).toBe('2026-11-23, 03:10 UTC')
})
