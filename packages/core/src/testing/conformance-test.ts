/** One test of a conformance suite: hand `title` and `run` to the test function of any runner. `run` rejects if it fails. */
export interface ConformanceTest {
  readonly title: string
  run(): Promise<void>
}

/** What an implementation did that its port does not allow. */
export class ConformanceError extends Error {
  override readonly name = 'ConformanceError'
}

/** Ends a test of a suite unless something holds. @throws ConformanceError */
export function must(holds: boolean, what: string): asserts holds {
  if (!holds) throw new ConformanceError(what)
}

/**
 * Compares as JSON text, byte by byte.
 *
 * @throws ConformanceError
 */
export function mustEqual(actual: unknown, expected: unknown, what: string): void {
  const [left, right] = [JSON.stringify(actual), JSON.stringify(expected)]
  must(left === right, `${what}: expected ${right}, got ${left}`)
}

/** Resolves when something holds; waits so long, ms. @throws ConformanceError when it does not hold in time */
export async function eventually(holds: () => boolean, what: string, withinMs = 20_000): Promise<void> {
  const startedMs = performance.now()
  while (!holds()) {
    must(performance.now() - startedMs < withinMs, `not within ${withinMs} ms: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
