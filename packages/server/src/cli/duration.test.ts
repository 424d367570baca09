import { expect, test } from 'vitest'
import { parseDuration } from './duration.ts'

test('reads seconds, minutes, hours and days', () => {
  expect(['90', '90s', '15m', '12h', '30d'].map(parseDuration)).toEqual([90, 90, 900, 43_200, 2_592_000])
  for (const text of ['', '0s', '-1s', '1.5h', '1w', 'h', '9999999999s']) {
    expect(() => parseDuration(text), text).toThrow(expect.objectContaining({ code: 'duration_invalid' }))
  }
})
