import { type EventId, eventIdOf, MAX_COUNTER, MAX_EVENT_MS, type Tick, tickOf } from './event-id.ts'

/** Fills an array with random bytes. */
export type RandomBytes = (length: number) => Uint8Array

export const cryptoRandom: RandomBytes = (length) => crypto.getRandomValues(new Uint8Array(length))

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

function nextTick(newest: Tick | undefined, nowMs: number): Tick {
  const ms = Math.min(Math.max(Math.trunc(Number.isFinite(nowMs) ? nowMs : 0), 0), MAX_EVENT_MS)
  if (newest === undefined || ms > newest.ms) return { ms, counter: 0 }
  if (newest.counter < MAX_COUNTER) return { ms: newest.ms, counter: newest.counter + 1 }
  return { ms: newest.ms + 1, counter: 0 }
}
