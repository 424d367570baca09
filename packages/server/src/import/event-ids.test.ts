import { isEventId, tickOf } from '@docket/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { EventIds } from './event-ids.ts'
import type { MappedEvent } from './mapping/mapped-event.ts'

const options = { tenant: 'demo', entity: 'order', source: 'import' }
const mapped = (given: Partial<MappedEvent>): MappedEvent => ({
  key: '1',
  entityId: 'a',
  type: 'created',
  atMs: 1_000,
  by: null,
  device: 'import',
  payload: {},
  ...given,
})

test('the same of the same source, and of any other another', () => {
  const names = new EventIds(options).namesOf(mapped({}))
  expect(new EventIds(options).namesOf(mapped({}))).toEqual(names)
  for (const other of [{ tenant: 'x' }, { entity: 'x' }, { source: 'x' }]) {
    const different = new EventIds({ ...options, ...other }).namesOf(mapped({}))
    expect(different.id).not.toBe(names.id)
    expect(different.key).not.toBe(names.key)
  }
})

test('the key does not depend on times and neighbours', () => {
  const ids = new EventIds(options)
  const { key } = ids.namesOf(mapped({}))
  expect(ids.namesOf(mapped({ atMs: 5, entityId: 'b' })).key).toBe(key)
})

test('an id that the source has stays', () => {
  const id = '019aab3c-5d00-7000-8000-0242ac120002'
  expect(new EventIds(options).namesOf(mapped({ id })).id).toBe(id)
})

test('[IMP1] an id has the original time, and events of one time stay in the order of the source', () => {
  const event = fc.record({ entityId: fc.constantFrom('a', 'b'), atMs: fc.integer({ min: -2, max: 3 }) })
  fc.assert(
    fc.property(fc.array(event, { maxLength: 40 }), (events) => {
      const ids = new EventIds(options)
      const all = events.map((given, index) => ({
        ...given,
        id: ids.namesOf(mapped({ ...given, key: String(index) })).id,
      }))
      for (const { id, atMs } of all) {
        expect(isEventId(id)).toBe(true)
        expect(tickOf(id).ms).toBe(Math.max(atMs, 0))
      }
      for (const own of Map.groupBy(all, ({ entityId, atMs }) => `${entityId} ${Math.max(atMs, 0)}`).values()) {
        expect(own.map(({ id }) => id)).toEqual(own.map(({ id }) => id).toSorted())
      }
      expect(new Set(all.map(({ id }) => id)).size).toBe(all.length)
    }),
  )
})

test('more events of one time than the counter can tell apart stay in order', () => {
  const ids = new EventIds(options)
  const all = Array.from({ length: 9_000 }, (_, index) => ids.namesOf(mapped({ key: String(index) })).id)
  expect(all).toEqual(all.toSorted())
})
