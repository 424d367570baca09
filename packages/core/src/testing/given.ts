import type { StandardSchemaV1 } from '@standard-schema/spec'
import { eventIdOf } from '../clock/event-id.ts'
import type { Effect } from '../entity/apply-event.ts'
import type { Entity, EventSchemas } from '../entity/entity.ts'
import { EventLog } from '../entity/event-log.ts'
import type { EventRecord } from '../event/event-record.ts'
import { frozenJson, type JsonObject } from '../event/json.ts'
import { must, mustEqual } from './conformance-test.ts'

/** An event as a specification writes it: its type and its payload. */
export type SpecifiedEvent<Schemas extends EventSchemas> = {
  [Type in keyof Schemas & string]: readonly [type: Type, payload: StandardSchemaV1.InferInput<Schemas[Type]>]
}[keyof Schemas & string]

/** An entity after some events, for which a test says what happens now. */
export interface Given<State, Schemas extends EventSchemas> {
  /** What has happened before, in this order. @throws ConformanceError when one of them has no effect */
  events(...events: readonly SpecifiedEvent<Schemas>[]): Given<State, Schemas>
  /** What happens now. */
  when(...event: SpecifiedEvent<Schemas>): Outcome<State>
}

/** What became of it. (Not `then`: an object with that method is taken for a promise.) */
export interface Outcome<State> {
  readonly state: State
  readonly effect: Effect
  /** The event applied, and this is the state now; compared as JSON. @throws ConformanceError */
  thenState(expected: State): void
  /** The event was refused, for this reason if one is given, and changed nothing. @throws ConformanceError */
  thenRefused(reason?: string): void
}

/**
 * Specifies an entity by example, without a store:
 *
 *     given(order).events(['created', { table_number: 4 }]).when('state_changed', { new_status: 'paid' }).thenRefused()
 */
export function given<State, Schemas extends EventSchemas>(
  entity: Entity<string, State, Schemas, unknown>,
): Given<State, Schemas> {
  return givenLog<State, Schemas>(new EventLog(entity as unknown as Entity))
}

function givenLog<State, Schemas extends EventSchemas>(log: EventLog): Given<State, Schemas> {
  const append = ([type, payload]: SpecifiedEvent<Schemas>): Effect => {
    const event = eventOf(log, type, payload)
    log.add([event])
    return log.get(event.id)?.effect ?? { kind: 'noted' }
  }
  const self: Given<State, Schemas> = {
    events(...events) {
      for (const event of events) {
        const effect = append(event)
        must(effect.kind === 'applied', `${event[0]} should have happened, but ${reasonOf(effect)}`)
      }
      return self
    },
    when(...event) {
      const before = log.state
      const effect = append(event)
      const state = log.state as State
      return {
        state,
        effect,
        thenState(expected) {
          must(effect.kind === 'applied', `${event[0]} should apply, but ${reasonOf(effect)}`)
          mustEqual(state, expected, `the state after ${event[0]}`)
        },
        thenRefused(reason) {
          must(effect.kind === 'no_effect', `${event[0]} should be refused, but ${reasonOf(effect)}`)
          if (reason !== undefined) mustEqual(effect.reason, reason, `why ${event[0]} was refused`)
          mustEqual(state, before, `the state after ${event[0]}`)
        },
      }
    },
  }
  return self
}

function eventOf(log: EventLog, type: string, payload: unknown): EventRecord {
  const ms = log.entries.length
  const v = log.entity.events[type]?.version ?? 1
  const json = frozenJson(payload) as JsonObject
  return {
    id: eventIdOf({ ms, counter: 0 }, new Uint8Array(8)),
    type,
    v,
    at: ms,
    by: null,
    device: 'test',
    payload: json,
  }
}

function reasonOf(effect: Effect): string {
  return 'reason' in effect ? effect.reason : `it was ${effect.kind}`
}
