import { type Entity, eventIdOf, MAX_COUNTER, MAX_EVENT_MS } from '@docket/core'
import type { Queryable } from '../ledger/queryable.ts'
import type { EntityKey } from '../ledger/read-entities.ts'
import { eventsOfEntity } from '../ledger/read-events.ts'
import { Fold } from './fold.ts'

export interface StateAt {
  readonly state: unknown
  /** The tenant's number of the newest event in it. */
  readonly seq: number
}

/**
 * The fold of the events whose time, by their devices' corrected clocks, is not after the given one; undefined when there
 * was none.
 *
 * @param atMs ms since the epoch
 */
export async function stateAt(
  db: Queryable,
  entity: Entity,
  key: EntityKey,
  atMs: number,
): Promise<StateAt | undefined> {
  const fold = new Fold(entity)
  const events = atMs < 0 ? [] : eventsOfEntity(db, { ...key, upToId: lastIdOf(atMs) })
  let seq = 0
  for await (const event of events) {
    fold.add(event)
    seq = Math.max(seq, event.seq)
  }
  return seq === 0 ? undefined : { state: fold.state, seq }
}

/** The greatest id that an event of this millisecond can have. */
function lastIdOf(ms: number): string {
  return eventIdOf({ ms: Math.min(ms, MAX_EVENT_MS), counter: MAX_COUNTER }, new Uint8Array(8).fill(0xff))
}
