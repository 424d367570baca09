import type { WallClock } from '@docket/core'

export const AHEAD_MS = 2 * 3_600_000
export const BEHIND_MS = 24 * 3_600_000

/** Hours ahead at first; in the middle of the run somebody sets it, a day back. */
export function wrongClock(seconds: number): WallClock {
  const turnsAt = performance.now() + (seconds * 1_000) / 2
  return { now: () => Date.now() + (performance.now() < turnsAt ? AHEAD_MS : -BEHIND_MS) }
}
