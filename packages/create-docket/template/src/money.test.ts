import { expect, test } from 'vitest'
import { formatMoney, parseMoney } from './money.ts'

test('money is read as people write it, and kept in cents', () => {
  expect(['8.9', '8,90', ' €1000 ', '0.01'].map(parseMoney)).toEqual([890, 890, 100_000, 1])
  expect(['', '0', '-1', '1.234', '1e3', 'ten'].map(parseMoney)).toEqual(Array(6).fill(undefined))
  expect(formatMoney(123_450)).toBe('€1,234.50')
})
