import { hash } from 'node:crypto'
import { type EventId, eventIdOf, MAX_COUNTER, MAX_EVENT_MS } from '@docket/core'
import type { MappedEvent } from './mapping/mapped-event.ts'

/** What an event is called: made of what the source has, so that it is the same in every run. */
export interface EventNames {
  readonly id: EventId
  /** Unlike the id it does not depend on times, nor on the events before it. */
  readonly key: string
}

export interface EventIdsOptions {
  readonly tenant: string
  readonly entity: string
  /** The mapping's name of the source. */
  readonly source: string
}

/**
 * Gives events their ids: UUIDv7 of the original time. The counter is how many events of the entity the source had at that
 * time before, so that those of one time stay in the source's order; the other bits are a hash of the source's key.
 */
export class EventIds {
  readonly #options: EventIdsOptions
  /** By entity, then by time. */
  readonly #counts = new Map<string, Map<number, number>>()

  constructor(options: EventIdsOptions) {
    this.#options = options
  }

  /** Call it once for each event, in the order of the source. */
  namesOf({ id, key, entityId, atMs }: MappedEvent): EventNames {
    const { tenant, entity, source } = this.#options
    const bytes = hash('sha256', JSON.stringify([tenant, entity, source, key]), 'buffer')
    const idempotencyKey = `import:${bytes.subarray(8, 26).toString('base64url')}`
    if (id !== undefined) return { id, key: idempotencyKey }
    // An id has no time before 1970; the event keeps its own.
    const ms = Math.max(atMs, 0)
    const before = this.#countOf(entityId, ms)
    const tick = {
      ms: Math.min(ms + Math.floor(before / (MAX_COUNTER + 1)), MAX_EVENT_MS),
      counter: before % (MAX_COUNTER + 1),
    }
    return { id: eventIdOf(tick, bytes), key: idempotencyKey }
  }

  #countOf(entityId: string, ms: number): number {
    const counts = this.#counts.get(entityId) ?? new Map<number, number>()
    if (counts.size === 0) this.#counts.set(entityId, counts)
    const before = counts.get(ms) ?? 0
    counts.set(ms, before + 1)
    return before
  }
}
