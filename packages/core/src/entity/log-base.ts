import type { EventId } from '../clock/event-id.ts'
import type { EventRecord } from '../event/event-record.ts'
import type { VerdictRecord } from '../event/verdict-record.ts'
import type { Entity } from './entity.ts'

/** What a log builds on, instead of the events that led there. */
export interface LogBase {
  /** What the events before it fold to. */
  readonly state: unknown
  /** Which program folded them: see `foldVersionOf`. */
  readonly foldVersion: string
  /** The newest of these events. */
  readonly newestId: EventId
  /** How many they are. */
  readonly events: number
  readonly notUnderstood: number
  /** Those of them that are rejected and that nobody has resolved. */
  readonly rejected: readonly RejectedRecord[]
}

export interface RejectedRecord {
  readonly event: EventRecord
  readonly verdict: VerdictRecord
}

/** Two programs with the same text fold events to the same state, as far as an entity tells. */
export function foldVersionOf(entity: Entity): string {
  const types = Object.entries(entity.events).map(([type, { version = 1 }]) => `${type}@${version}`)
  return [entity.stateVersion ?? 1, ...types.sort()].join(' ')
}
