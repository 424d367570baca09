/**
 * An event's id: a UUIDv7 (RFC 9562) in lower-case text. Its 48-bit time (ms) and 12-bit counter are a hybrid logical
 * clock, the other 62 bits are random. Text order is event order.
 */
export type EventId = string

/** The reading of the hybrid logical clock inside an event's id. */
export interface Tick {
  /** Milliseconds since the epoch. */
  readonly ms: number
  /** 0 to 4095. */
  readonly counter: number
}

/** The last millisecond that RFC 3339 can write. Ids beyond it are malformed, so that ticks after it always fit. */
export const MAX_EVENT_MS = 253_402_300_799_999
/** The greatest counter of a tick: 4,096 events in one millisecond; the next one moves on to the following. */
export const MAX_COUNTER = 0xfff

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

const EVENT_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

/** Is this a well-formed event id: a UUIDv7 in lower case whose time is not beyond `MAX_EVENT_MS`? */
export function isEventId(value: unknown): value is EventId {
  return typeof value === 'string' && EVENT_ID.test(value) && tickOf(value).ms <= MAX_EVENT_MS
}

/** The clock reading of a well-formed id. */
export function tickOf(id: EventId): Tick {
  return {
    ms: Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16),
    counter: Number.parseInt(id.slice(15, 18), 16),
  }
}

/** The id for a tick. `random` holds at least 8 bytes; 62 of its bits are used. */
export function eventIdOf(tick: Tick, random: Uint8Array): EventId {
  const time = tick.ms.toString(16).padStart(12, '0')
  const counter = tick.counter.toString(16).padStart(3, '0')
  let tail = HEX[((random[0] ?? 0) & 0x3f) | 0x80] ?? ''
  for (let index = 1; index < 8; index++) tail += HEX[random[index] ?? 0]
  return `${time.slice(0, 8)}-${time.slice(8)}-7${counter}-${tail.slice(0, 4)}-${tail.slice(4)}`
}
