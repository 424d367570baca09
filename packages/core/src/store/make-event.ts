import type { EventId } from '../clock/event-id.ts'
import { nextEventId, type RandomBytes } from '../clock/hybrid-clock.ts'
import type { ReadEvent } from '../document/document-log.ts'
import type { Entity } from '../entity/entity.ts'
import type { EventLog } from '../entity/event-log.ts'
import { readPayload } from '../entity/read-payload.ts'
import { type EventRecord, notEventBecause } from '../event/event-record.ts'
import { frozenJson, type JsonObject } from '../event/json.ts'
import { RESOLVED } from '../event/resolution.ts'
import type { DeviceClock } from './device-clock.ts'
import { EventUnknownError, GuardRefusedError, PayloadInvalidError } from './record-errors.ts'

/** Who records, where and when. */
export interface Author {
  readonly user: () => string | null
  readonly device: string
  readonly clock: Pick<DeviceClock, 'now' | 'corrected' | 'skewMs'>
  /** Where the random part of ids comes from, if not from `crypto`. */
  readonly random?: RandomBytes
}

/** What is said of a new event besides its type and payload. */
export interface MakeOptions {
  /** The event that this one answers. */
  readonly ref?: EventId | undefined
  /** The version of the payload's schema; that of the entity unless told. */
  readonly v?: number | undefined
  /** An event that will be recorded with this one, before it. */
  readonly after?: EventId | undefined
  /** Instead of an id that sorts after all others. */
  readonly id?: EventId | undefined
}

/**
 * The event that would be recorded now, after every check; nothing has changed yet.
 *
 * @throws EventUnknownError, PayloadInvalidError, GuardRefusedError
 */
export function makeEvent(
  log: EventLog,
  author: Author,
  type: string,
  payload: unknown,
  { ref, v, after, id }: MakeOptions = {},
): ReadEvent {
  const { entity } = log
  const version = v ?? versionOf(entity, type)
  const { skewMs } = author.clock
  const event: EventRecord = {
    id: id ?? nextEventId(after ?? log.newestId, author.clock.corrected(), author.random),
    type,
    v: version,
    at: author.clock.now(),
    ...(skewMs !== undefined && { skew: skewMs }),
    by: author.user(),
    device: author.device,
    payload: frozenJson(payload) as JsonObject,
    ...(ref !== undefined && { ref }),
  }
  const malformed = notEventBecause(event)
  if (malformed !== undefined) throw new PayloadInvalidError(entity.name, type, malformed)
  const reading = readPayload(entity, event)
  if (reading.kind !== 'known' && reading.kind !== 'own')
    throw new PayloadInvalidError(entity.name, type, reading.reason)
  const { effect } = log.preview(event, reading)
  if (effect.kind === 'no_effect') throw new GuardRefusedError(entity.name, type, effect.reason)
  return { event: Object.freeze(event), reading }
}

function versionOf(entity: Entity, type: string): number {
  if (type === RESOLVED) return 1
  const definition = Object.hasOwn(entity.events, type) ? entity.events[type] : undefined
  if (definition === undefined) throw new EventUnknownError(entity.name, type, Object.keys(entity.events))
  return definition.version ?? 1
}
