import type { Principal } from './principal.ts'

const LONGEST_TIMER_MS = 2 ** 31 - 1

/** Acts when the token has ended, unless the returned function is called before. */
export function whenExpired(
  { expiresAtMs }: Pick<Principal, 'expiresAtMs'>,
  nowMs: number,
  act: () => void,
): () => void {
  const timer = setTimeout(act, Math.min(expiresAtMs - nowMs, LONGEST_TIMER_MS))
  timer.unref()
  return () => clearTimeout(timer)
}
