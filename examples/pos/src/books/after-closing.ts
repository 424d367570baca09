import { happenedAtMs } from '../timeline/delay.ts'
import type { CommittedEvent } from './committed-event.ts'

/** A closing as far as events come before or after it. */
export interface ClosingMoment {
  readonly number: number
  readonly toSeq: number
  /** Ms since the epoch. */
  readonly closedAtMs: number
}

/** The number of the first closing to which an event belongs by its time and came too late; undefined when in time. */
export function missedClosing({ seq, event }: CommittedEvent, closings: readonly ClosingMoment[]): number | undefined {
  const missed = closings.filter(({ toSeq, closedAtMs }) => seq > toSeq && happenedAtMs(event) < closedAtMs)
  return missed.length === 0 ? undefined : Math.min(...missed.map(({ number }) => number))
}
