import { expect, test } from 'vitest'
import { dayOf, isDay, shiftDay, spanOfDay } from './day.ts'

test('a day begins where the one before it ends', () => {
  expect(spanOfDay('2026-11-22').toMs).toBe(spanOfDay('2026-11-23').fromMs)
  expect(dayOf(spanOfDay('2026-11-22').fromMs)).toBe('2026-11-22')
  expect(dayOf(spanOfDay('2026-11-22').toMs - 1)).toBe('2026-11-22')
})

test('days are counted over months and years', () => {
  expect(shiftDay('2026-12-31', 1)).toBe('2027-01-01')
  expect(shiftDay('2028-03-01', -1)).toBe('2028-02-29')
})

test.each(['2026-02-30', '2026-2-3', 'today', ''])('%j is no day', (text) => {
  expect(isDay(text)).toBe(false)
})
