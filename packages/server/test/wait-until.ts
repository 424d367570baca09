import { setTimeout as sleep } from 'node:timers/promises'

const LOOK_EVERY_MS = 5

/** Waits for a condition; one that does not come true in time is an error that says what was waited for. */
export async function waitUntil(
  what: string | (() => string),
  isSo: () => boolean | Promise<boolean>,
  timeoutMs = 30_000,
): Promise<void> {
  const endsAtMs = performance.now() + timeoutMs
  while (!(await isSo())) {
    if (performance.now() > endsAtMs) {
      throw new Error(`After ${timeoutMs} ms still not: ${typeof what === 'string' ? what : what()}`)
    }
    await sleep(LOOK_EVERY_MS)
  }
}
