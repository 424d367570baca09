import { setTimeout as sleep } from 'node:timers/promises'

/** Works at a constant rate; what a late timer owes is done at once. */
export async function pace(rate: number, seconds: number, work: () => void): Promise<void> {
  const startMs = performance.now()
  for (let done = 0; ; await sleep(1)) {
    const passed = Math.min((performance.now() - startMs) / 1_000, seconds)
    for (; done < passed * rate; done++) work()
    if (passed === seconds) return
  }
}
