import { applyEvent, type Entity, type EventRecord, readPayload } from '@docket/core'
import { RestError } from './errors.ts'

/**
 * Why these events, one after the other, would have no effect on this state; undefined when they would. What a guard
 * refuses is not even recorded: an event without effect could take one later, when an earlier one arrives, and its sender
 * was told that it would not.
 *
 * @throws RestError 422 payload_invalid
 */
export function refusalOf(entity: Entity, state: unknown, events: readonly EventRecord[]): RestError | undefined {
  const read = events.map((event) => ({ event, reading: readPayload(entity, event) }))
  for (const { event, reading } of read) {
    if (reading.kind !== 'known') {
      const reason = reading.kind === 'own' ? 'is not for applications' : reading.reason
      throw new RestError(422, 'payload_invalid', `${event.type}: ${reason}`)
    }
  }
  let now = state
  for (const { event, reading } of read) {
    const { state: next, effect } = applyEvent(entity, now, event, reading, undefined)
    if (effect.kind === 'no_effect') return new RestError(409, 'guard_refused', effect.reason)
    now = next
  }
  return undefined
}
