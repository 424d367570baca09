import type { Entity } from '@docket/core'
import { RowError } from './errors.ts'
import type { EventIds } from './event-ids.ts'
import type { MappedEvent } from './mapping/mapped-event.ts'

/** An event on its way, and where it came from. */
export interface OutgoingEvent {
  /** The row's number. */
  readonly number: number
  /** What the source calls it. */
  readonly key: string
  readonly id: string
  readonly entityId: string
  /** As `POST /v1/events/batch` takes it. */
  readonly json: string
}

/** The server takes 64 KiB, and says so of each; what is far beyond that would keep a whole batch out. */
const MAX_CHARACTERS = 500_000

/**
 * The type inside its entity, as the mapping names it.
 *
 * @param entity undefined: the definitions are not at hand
 * @throws RowError
 */
export function typeIn(type: string, entityName: string, entity: Entity | undefined): string {
  const own = type.startsWith(`${entityName}.`) ? type.slice(entityName.length + 1) : type
  if (entity === undefined || Object.hasOwn(entity.events, own)) return own
  const known = Object.keys(entity.events).join(', ')
  throw new RowError(
    'event_type_unknown',
    `${entityName} has no events "${own.slice(0, 80)}", but ${known}: rename it, or leave it out with null, in "types" of the mapping`,
  )
}

/** @throws RowError */
export function outgoingEvent(mapped: MappedEvent, entityName: string, ids: EventIds, number: number): OutgoingEvent {
  const { key, entityId } = mapped
  const names = ids.namesOf(mapped)
  const json = JSON.stringify({
    id: names.id,
    event_type: mapped.type,
    entity_type: entityName,
    entity_id: entityId,
    payload: mapped.payload,
    timestamp: mapped.atMs,
    user_id: mapped.by,
    device_id: mapped.device,
    schema_version: mapped.version,
    ref: mapped.ref,
    idempotency_key: names.key,
  })
  if (json.length > MAX_CHARACTERS) throw new RowError('event_too_large', `an event of ${json.length} characters`)
  return { number, key, id: names.id, entityId, json }
}
