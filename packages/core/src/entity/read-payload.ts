import type { StandardSchemaV1 } from '@standard-schema/spec'
import { DocketError } from '../event/errors.ts'
import type { EventRecord } from '../event/event-record.ts'
import { isResolution } from '../event/resolution.ts'
import type { Entity } from './entity.ts'

/** What an entity's definition makes of an event's payload. */
export type Reading =
  | { readonly kind: 'known'; readonly payload: unknown }
  /** Docket's own event: part of the history, without effect on the state. */
  | { readonly kind: 'own' }
  /** Kept, carried on and flagged: this program does not know such events, or is too old for this version. */
  | { readonly kind: 'unknown' | 'newer'; readonly reason: string }
  | { readonly kind: 'invalid'; readonly reason: string }

/** Upcasts and validates. Never throws: a schema or an upcaster that throws makes the payload invalid. */
export function readPayload(entity: Entity, event: Pick<EventRecord, 'type' | 'v' | 'payload'>): Reading {
  if (event.type.startsWith('$')) return readOwn(event)
  const definition = Object.hasOwn(entity.events, event.type) ? entity.events[event.type] : undefined
  if (definition === undefined) {
    return { kind: 'unknown', reason: `this version of the application knows no ${entity.name}.${event.type}` }
  }
  const version = definition.version ?? 1
  if (event.v > version) {
    return {
      kind: 'newer',
      reason: `version ${event.v} of ${event.type} is newer than ${version}: update the application`,
    }
  }
  try {
    let payload: unknown = event.payload
    for (let from = event.v; from < version; from++) payload = definition.upcasters?.[from]?.(payload)
    return validate(definition.payload, payload)
  } catch (error) {
    return { kind: 'invalid', reason: `its payload could not be read: ${messageOf(error)}` }
  }
}

function validate(schema: StandardSchemaV1, payload: unknown): Reading {
  const result = schema['~standard'].validate(payload)
  if (result instanceof Promise) {
    throw new DocketError('schema_asynchronous', 'A payload schema must be synchronous; remove its async refinements')
  }
  if (result.issues === undefined) return { kind: 'known', payload: result.value }
  const reasons = result.issues.slice(0, 5).map((issue) => {
    const path = (issue.path ?? []).map((part) => String(typeof part === 'object' ? part.key : part)).join('.')
    return path === '' ? issue.message : `${path}: ${issue.message}`
  })
  return { kind: 'invalid', reason: reasons.join('; ') }
}

function readOwn(event: Pick<EventRecord, 'type' | 'payload'>): Reading {
  if (event.type !== '$resolved') return { kind: 'unknown', reason: `this version of Docket knows no ${event.type}` }
  return isResolution(event.payload)
    ? { kind: 'own' }
    : { kind: 'invalid', reason: 'a resolution has an action "dismissed" or "amended", and a reason' }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
