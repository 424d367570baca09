import { expect, test } from 'vitest'
import { formatMoney, NotMoneyError, parseMoney } from './money.ts'

test('money is read as people write it, and kept in cents', () => {
  expect(['8.9', '8,90', ' €1000 ', '0.01'].map(parseMoney)).toEqual([890, 890, 100_000, 1])
  for (const text of ['', '0', '-1', '1.234', '1e3', 'ten']) expect(() => parseMoney(text), text).toThrow(NotMoneyError)
  expect(formatMoney(123_450)).toBe('€1,234.50')
})
