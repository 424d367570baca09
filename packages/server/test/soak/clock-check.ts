import type { LedgerEvent } from '../ledger.ts'
import { BEHIND_MS } from './worker/wrong-clock.ts'

/** An answer that takes longer tells a device nothing of its clock; less than that it is wrong by. */
const TOLERANCE_MS = 60_000
const LEAST_WRONG_MS = 1_800_000

/** Does a device know how wrong its clock is after somebody has set it? */
export function knowsItsClock(skewMs: number | undefined): boolean {
  return skewMs !== undefined && Math.abs(skewMs + BEHIND_MS) < TOLERANCE_MS
}

/** The device whose clock is wrong has recorded what the clock said, and in the end by how much it is wrong. */
export function problemsOfClock(device: string, ledger: readonly LedgerEvent[]): string[] {
  const events = ledger.filter(({ event }) => event.device === device).map(({ event }) => event)
  const problems = events
    .filter(({ at }) => Math.abs(at - Date.now()) < LEAST_WRONG_MS)
    .map(({ id }) => `${id} of ${device} does not tell what its clock said`)
  const last = events.at(-1)
  if (!knowsItsClock(last?.skew)) problems.push(`the last event of ${device} has the skew ${last?.skew}`)
  return problems
}
