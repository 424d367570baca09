import type { RandomBytes } from '../clock/hybrid-clock.ts'
import type { WallClock } from '../clock/wall-clock.ts'
import { Random } from './sim/random.ts'

/** A clock that stands still until it is told. */
export interface FakeClock extends WallClock {
  /** Milliseconds since the epoch. */
  set(nowMs: number): void
  /** By so many milliseconds; backwards too. */
  advance(byMs: number): void
}

/** For `createStore({ clock })` and transports. @param nowMs milliseconds since the epoch */
export function fakeClock(nowMs: number): FakeClock {
  return {
    now: () => nowMs,
    set(next) {
      nowMs = next
    },
    advance(byMs) {
      nowMs += byMs
    },
  }
}

/** For `createStore({ random })`: with a fake clock, the same events get the same ids in every run. */
export function fakeRandom(seed: number): RandomBytes {
  const random = new Random(seed, 'ids')
  return (length) => {
    const bytes = new Uint8Array(length)
    random.fill(bytes)
    return bytes
  }
}
