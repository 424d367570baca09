import { expect, test } from 'vitest'
import { eventIdOf } from '../clock/event-id.ts'
import { type EventRecord, isEventRecord, notEventBecause } from './event-record.ts'
import { isResolution } from './resolution.ts'
import { isVerdictRecord } from './verdict-record.ts'

const id = eventIdOf({ ms: 1_700_000_000_000, counter: 0 }, new Uint8Array(8))
const event: EventRecord = { id, type: 'created', v: 1, at: 5, by: 'ann', device: 'till', payload: { a: 1 } }

test('an event record is a plain object with its fields and no others', () => {
  expect(isEventRecord(event)).toBe(true)
  expect(isEventRecord({ ...event, by: null, skew: -3, ref: id, type: '$resolved' })).toBe(true)
})

test.each<[string, unknown, string]>([
  ['nothing', null, 'plain object'],
  ['a list', [event], 'plain object'],
  ['another field', { ...event, tenant: 'x' }, '"tenant" is not a field'],
  ['an id of another kind', { ...event, id: crypto.randomUUID() }, 'id is'],
  ['a type with a space', { ...event, type: 'item added' }, 'type is'],
  ['a long type', { ...event, type: 'a'.repeat(65) }, 'type is'],
  ['version 0', { ...event, v: 0 }, 'v is'],
  ['version 1.5', { ...event, v: 1.5 }, 'v is'],
  ['a fraction of a millisecond', { ...event, at: 1.5 }, 'at is'],
  ['no time', { ...event, at: Number.NaN }, 'at is'],
  ['a skew of text', { ...event, skew: '3' }, 'skew is'],
  ['no user at all', { ...event, by: undefined }, 'by is'],
  ['an empty user', { ...event, by: '' }, 'by is'],
  ['a user that Postgres cannot store', { ...event, by: 'a\0' }, 'by is'],
  ['half a surrogate pair for a user', { ...event, by: '\ud800' }, 'by is'],
  ['a long device', { ...event, device: 'x'.repeat(257) }, 'device is'],
  ['a device that Postgres cannot store', { ...event, device: '\0' }, 'device is'],
  ['a ref that is no id', { ...event, ref: 'x' }, 'ref is'],
  ['a payload that is a list', { ...event, payload: [] }, 'payload is'],
  ['a payload that is not JSON', { ...event, payload: { at: new Date(0) } }, 'payload.at is a Date'],
])('%s is not an event record, and it says why', (_, value, reason) => {
  expect(notEventBecause(value)).toContain(reason)
})

test('a verdict record names an event, a code, a reason and a time', () => {
  const verdict = { ref: id, code: 'forbidden', reason: 'not you', at: 5 }
  expect(isVerdictRecord(verdict)).toBe(true)
  for (const change of [{ ref: 'x' }, { code: 1 }, { reason: null }, { at: 1.5 }]) {
    expect(isVerdictRecord({ ...verdict, ...change })).toBe(false)
  }
  expect(isVerdictRecord(null)).toBe(false)
})

test('a resolution has an action and a reason', () => {
  expect(isResolution({ action: 'dismissed', reason: 'typed twice' })).toBe(true)
  expect(isResolution({ action: 'ignored', reason: 'typed twice' })).toBe(false)
  expect(isResolution({ action: 'amended' })).toBe(false)
  expect(isResolution({ action: 'amended', reason: 'x'.repeat(2001) })).toBe(false)
})
