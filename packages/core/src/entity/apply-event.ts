import type { EventRecord } from '../event/event-record.ts'
import type { VerdictRecord } from '../event/verdict-record.ts'
import type { Entity, EventMeta } from './entity.ts'
import { messageOf, type Reading } from './read-payload.ts'

/** What an event did at its place in the order. */
export type Effect =
  | { readonly kind: 'applied' }
  /** Docket's own events: history, not state. */
  | { readonly kind: 'noted' }
  /** The guard refused it here, or its payload or `evolve` failed. */
  | { readonly kind: 'no_effect'; readonly reason: string }
  | { readonly kind: 'rejected'; readonly code: string; readonly reason: string }
  /** Of unknown type or newer version: kept and carried on, not understood here. */
  | { readonly kind: 'not_understood'; readonly reason: string }
  /** Older than the checkpoint on which this device builds: it takes its effect when the server has made the next one. */
  | { readonly kind: 'late' }

export interface Step {
  readonly state: unknown
  readonly effect: Effect
}

const APPLIED: Effect = { kind: 'applied' }
const NOTED: Effect = { kind: 'noted' }

/** One step of the fold. Pure and total: whatever an event, a guard or `evolve` does, there is a next state. */
export function applyEvent(
  entity: Entity,
  state: unknown,
  event: EventRecord,
  reading: Reading,
  verdict: VerdictRecord | undefined,
): Step {
  if (verdict !== undefined) return { state, effect: { kind: 'rejected', code: verdict.code, reason: verdict.reason } }
  if (reading.kind === 'own') return { state, effect: NOTED }
  if (reading.kind === 'invalid') return { state, effect: { kind: 'no_effect', reason: reading.reason } }
  if (reading.kind !== 'known') return { state, effect: { kind: 'not_understood', reason: reading.reason } }
  const definition = entity.events[event.type]
  if (definition === undefined) return { state, effect: { kind: 'not_understood', reason: 'unknown' } }
  const meta: EventMeta = event
  try {
    const allowed = definition.guard?.(state, reading.payload, meta) ?? true
    if (allowed !== true) {
      return {
        state,
        effect: { kind: 'no_effect', reason: allowed === false ? `${event.type} is not allowed now` : allowed },
      }
    }
    return { state: definition.evolve(state, reading.payload, meta), effect: APPLIED }
  } catch (error) {
    return { state, effect: { kind: 'no_effect', reason: `${event.type} failed: ${messageOf(error)}` } }
  }
}
