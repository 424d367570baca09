import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Retries } from './retries.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** After how long it ran, ms. */
async function pauseOf(retries: Retries, run: () => number, atLeastMs?: number): Promise<number> {
  const [before, startedMs] = [run(), Date.now()]
  retries.soon(atLeastMs)
  while (run() === before) await vi.advanceTimersByTimeAsync(1)
  return Date.now() - startedMs
}

test('pauses grow up to the longest, each with a part left to chance, and begin anew when it has worked', async () => {
  let runs = 0
  const retries = new Retries(4_000, () => runs++)
  const runsSoFar = (): number => runs
  for (const longest of [500, 1_000, 2_000, 4_000, 4_000]) {
    const pauseMs = await pauseOf(retries, runsSoFar)
    expect(pauseMs).toBeGreaterThanOrEqual(longest / 2)
    expect(pauseMs).toBeLessThanOrEqual(longest + 1)
  }
  retries.reset()
  expect(await pauseOf(retries, runsSoFar)).toBeLessThanOrEqual(501)
})

test('whoever asked us to wait is not asked before, and not by all at once', async () => {
  let runs = 0
  const retries = new Retries(100, () => runs++)
  const pauseMs = await pauseOf(retries, () => runs, 30_000)
  expect(pauseMs).toBeGreaterThanOrEqual(30_050)
  expect(pauseMs).toBeLessThanOrEqual(30_101)
})
