import { expect, test } from 'vitest'
import { parseMapping } from './read-mapping.ts'

const event = { type: 'created', at: 'opened', payload: {} }
const rows = { mode: 'rows', entity_id: 'no', events: [event] }
const events = { mode: 'events', entity_id: 'no', type: 'kind', at: 'at', payload: 'data' }

test('a mapping is read, with what is not told', () => {
  expect(parseMapping('m', JSON.stringify(rows))).toEqual({ ...rows, source: 'import' })
  expect(parseMapping('m', JSON.stringify({ ...events, entity_id: { column: 'no' } }))).toMatchObject({
    entity_id: { column: 'no', prefix: '', escape: false },
  })
})

test.each([
  [{ ...rows, mode: 'row' }, 'mode: '],
  [{ ...rows, events: [] }, 'events: '],
  [{ ...rows, evnts: [] }, 'Unrecognized key: "evnts"'],
  [{ ...rows, entity_id: { column: 'no', escpe: true } }, 'entity_id: Unrecognized key: "escpe"'],
  [{ ...rows, events: [{ ...event, at: 'opened as date' }] }, 'events.0.at: not a column of times'],
  [{ ...rows, events: [{ ...event, payload: { n: 'x as int' } }] }, 'events.0.payload.n: not a column'],
  [{ ...rows, events: [{ ...event, payload: { item: { n: 5 } } }] }, 'events.0.payload.item.n: '],
  [{ ...rows, events: [{ ...event, when: { status: { nott: 1 } } }] }, 'events.0.when.status: '],
  [{ ...events, zone: 'Berlin' }, 'zone: not a zone'],
  [{ ...events, types: { A: 1 } }, 'types.A: '],
])('what is wrong is said with its path: %j', (mapping, problem) => {
  expect(() => parseMapping('map.json', JSON.stringify(mapping))).toThrow(
    expect.objectContaining({ code: 'mapping_invalid', message: expect.stringContaining(problem) }),
  )
})

test('a file that is no JSON is said so', () => {
  expect(() => parseMapping('map.json', '{')).toThrow(expect.objectContaining({ code: 'mapping_invalid' }))
})
