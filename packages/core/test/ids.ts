import type { EventId } from '../src/clock/event-id.ts'
import { eventIdOf } from '../src/clock/event-id.ts'

/** The id of the n-th tick of a test; ids sort as their numbers do. */
export function idAt(n: number): EventId {
  return eventIdOf({ ms: 1_700_000_000_000 + Math.floor(n / 4096), counter: n % 4096 }, new Uint8Array(8))
}
