import { setTimeout as sleep } from 'node:timers/promises'

const LOOK_EVERY_MS = 5
const LONGEST_MS = 20_000

/** Waits for a condition; one that does not come true in time is an error that says what was waited for. */
export async function until(what: string, isSo: () => boolean): Promise<void> {
  const endsAtMs = performance.now() + LONGEST_MS
  while (!isSo()) {
    if (performance.now() > endsAtMs) throw new Error(`After ${LONGEST_MS} ms still not: ${what}`)
    await sleep(LOOK_EVERY_MS)
  }
}
