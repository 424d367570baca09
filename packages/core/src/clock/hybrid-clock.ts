import { type EventId, eventIdOf, MAX_COUNTER, MAX_EVENT_MS, type Tick, tickOf } from './event-id.ts'

/** Fills an array with random bytes. */
export type RandomBytes = (length: number) => Uint8Array

/** Asking for random bytes costs more than an event: so for many at once. */
const pool = new Uint8Array(4096)
let used = pool.length

/** At most 4096 bytes, valid until the next call. */
export const cryptoRandom: RandomBytes = (length) => {
  if (used + length > pool.length) {
    crypto.getRandomValues(pool)
    used = 0
  }
  used += length
  return pool.subarray(used - length, used)
}

/**
 * The id of the next event of a document: `max(now, newest) + 1 tick`, so that it sorts after everything that its
 * author has seen, whatever the device's clock says (Kulkarni et al. 2014, "Logical Physical Clocks").
 *
 * @param newest the greatest id in this document; documents do not influence one another
 * @param nowMs the device's corrected clock, ms since the epoch
 */
export function nextEventId(newest: EventId | undefined, nowMs: number, random: RandomBytes = cryptoRandom): EventId {
  return eventIdOf(nextTick(newest === undefined ? undefined : tickOf(newest), nowMs), random(8))
}

/** A device's clock is believed up to here: whatever it says, a year of ticks is left for the events after its own. */
const LAST_CLOCK_MS = MAX_EVENT_MS - 366 * 86_400_000

function nextTick(newest: Tick | undefined, nowMs: number): Tick {
  const ms = Math.min(Math.max(Math.trunc(Number.isFinite(nowMs) ? nowMs : 0), 0), LAST_CLOCK_MS)
  if (newest === undefined || ms > newest.ms) return { ms, counter: 0 }
  if (newest.counter < MAX_COUNTER) return { ms: newest.ms, counter: newest.counter + 1 }
  if (newest.ms < MAX_EVENT_MS) return { ms: newest.ms + 1, counter: 0 }
  // Only a forged id is the last of all. Recording goes on; among such ids chance decides the order.
  return newest
}
