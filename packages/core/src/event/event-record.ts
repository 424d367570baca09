import { type EventId, isEventId } from '../clock/event-id.ts'
import { isPlainObject, isStorable, type JsonObject, notJsonBecause } from './json.ts'

/** One immutable, timestamped fact, as it stands in a document. */
export interface EventRecord {
  /** Identity, idempotency key and place in the order. */
  readonly id: EventId
  /** The event's name inside its entity; names that begin with `$` are Docket's own. */
  readonly type: string
  /** Version of the payload's schema, from 1. */
  readonly v: number
  /** What the device's clock said, ms since the epoch; never rewritten. */
  readonly at: number
  /** How far that clock was estimated to be ahead of the server's, ms; absent while unknown. */
  readonly skew?: number
  /** The user who did it. */
  readonly by: string | null
  /** The device on which it was done. */
  readonly device: string
  readonly payload: JsonObject
  /** The event that this one answers. */
  readonly ref?: EventId
}

const EVENT_TYPE = /^\$?[A-Za-z][A-Za-z0-9_-]{0,63}$/
const MAX_NAME = 256
const FIELDS = new Set(['id', 'type', 'v', 'at', 'skew', 'by', 'device', 'payload', 'ref'])

/** Why a value is not an event record, or undefined when it is one. Says nothing of the payload's schema. */
export function notEventBecause(value: unknown): string | undefined {
  if (!isPlainObject(value)) return 'an event is a plain object'
  const unknown = Object.keys(value).find((key) => !FIELDS.has(key))
  if (unknown !== undefined) return `"${unknown.slice(0, 64)}" is not a field of an event`
  const { id, type, v, at, skew, by, device, payload, ref } = value
  if (!isEventId(id)) return 'id is a UUIDv7 in lower case with a time before the year 10000'
  if (typeof type !== 'string' || !EVENT_TYPE.test(type)) return 'type is a name of at most 64 letters, digits, _ and -'
  if (!Number.isSafeInteger(v) || (v as number) < 1) return 'v is an integer from 1'
  if (!Number.isSafeInteger(at)) return 'at is an integer, ms since the epoch'
  if (skew !== undefined && !Number.isSafeInteger(skew)) return 'skew is an integer of ms'
  if (by !== null && !isName(by)) return `by is a user of at most ${MAX_NAME} characters, or null`
  if (!isName(device)) return `device is a name of at most ${MAX_NAME} characters`
  if (ref !== undefined && !isEventId(ref)) return 'ref is the id of an event'
  if (!isPlainObject(payload)) return 'payload is an object'
  return notJsonBecause(payload, 'payload')
}

/** Is this a well-formed event record? `notEventBecause` says why not. */
export function isEventRecord(value: unknown): value is EventRecord {
  return notEventBecause(value) === undefined
}

function isName(value: unknown): boolean {
  return typeof value === 'string' && value.length > 0 && value.length <= MAX_NAME && isStorable(value)
}

/** Is it the very same event, byte for byte? */
export function isSameEvent(a: EventRecord, b: EventRecord): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b)
}
