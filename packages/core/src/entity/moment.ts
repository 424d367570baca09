import type { EventId } from '../clock/event-id.ts'
import type { PlayedEvent } from './playback.ts'

/** Which state is looked at: the newest, whatever comes; the one before all events; or the one after an event. */
export type Moment = 'newest' | 'beginning' | EventId

/** How many events of the history are in the state at a moment. */
export function eventsUntil(moment: Moment, history: readonly PlayedEvent[]): number {
  if (moment === 'beginning') return 0
  const place = history.findIndex(({ event }) => event.id === moment)
  return place < 0 ? history.length : place + 1
}

/** The moment after so many events. After all of them it stays the newest when more come. */
export function momentAfter(count: number, history: readonly PlayedEvent[]): Moment {
  if (count >= history.length) return 'newest'
  return history[count - 1]?.event.id ?? 'beginning'
}
