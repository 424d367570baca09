import type { Entity } from '../../entity/entity.ts'
import type { EventRecord } from '../../event/event-record.ts'

// What everything has to come to, computed anew from a list of events by the words of SPEC.md, with nothing of the code
// that is tested but the entity's definition.

export interface NaiveEvent {
  readonly event: EventRecord
  readonly rejected: boolean
}

export interface NaiveResult {
  readonly state: unknown
  /** By the event's id; with the guard's reason where it refused. */
  readonly effects: ReadonlyMap<string, { readonly kind: string; readonly reason?: string }>
}

/** The fold of all that is not rejected, in the order of the ids. */
export function naiveFold(entity: Entity, events: readonly NaiveEvent[]): NaiveResult {
  const effects = new Map<string, { readonly kind: string; readonly reason?: string }>()
  let state = entity.initial
  for (const { event, rejected } of [...events].sort((a, b) => (a.event.id < b.event.id ? -1 : 1))) {
    const definition = Object.hasOwn(entity.events, event.type) ? entity.events[event.type] : undefined
    const version = definition?.version ?? 1
    if (rejected) {
      effects.set(event.id, { kind: 'rejected' })
    } else if (event.type === '$resolved') {
      effects.set(event.id, { kind: 'noted' })
    } else if (definition === undefined || event.v > version) {
      effects.set(event.id, { kind: 'not_understood' })
    } else {
      let payload: unknown = event.payload
      for (let from = event.v; from < version; from++) payload = definition.upcasters?.[from]?.(payload)
      const read = definition.payload['~standard'].validate(payload)
      if (read instanceof Promise || read.issues !== undefined) effects.set(event.id, { kind: 'no_effect' })
      else {
        const allowed = definition.guard === undefined ? true : definition.guard(state, read.value, event)
        if (allowed === true) state = definition.evolve(state, read.value, event)
        const refused = typeof allowed === 'string' ? { kind: 'no_effect', reason: allowed } : { kind: 'no_effect' }
        effects.set(event.id, allowed === true ? { kind: 'applied' } : refused)
      }
    }
  }
  return { state, effects }
}

/** Who brings an event to the server. */
export interface Bringer {
  readonly subject: string
  readonly roles: readonly string[]
}

/** The code with which the server has to reject an event that anybody's token of these brings, if it has to. */
export function naiveRejection({ by }: Pick<EventRecord, 'by'>, { subject, roles }: Bringer): string | undefined {
  if (roles.includes('read-only')) return 'role_forbidden'
  return by !== subject && !roles.includes('device') ? 'actor_forbidden' : undefined
}

/** Are they the same JSON? The order of members does not count, for Postgres keeps none. */
export function isSameJson(a: unknown, b: unknown): boolean {
  return canonical(a) === canonical(b)
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([x], [y]) => (x < y ? -1 : 1)))
      : part,
  )
}
