import { expect, test } from 'vitest'
import type { SourceRow } from '../source/source.ts'
import { mapRowBy } from './map-row.ts'
import { parseMapping } from './read-mapping.ts'

function map(mapping: object, values: SourceRow['values'], number = 7) {
  return mapRowBy(parseMapping('map.json', JSON.stringify(mapping)))({ kind: 'row', number, text: '', values })
}

const rows = {
  mode: 'rows',
  entity_id: 'no',
  events: [
    { type: 'created', at: 'opened', by: 'waiter', payload: { table_number: 'table as integer', note: 'note?' } },
    {
      type: 'item_added',
      each: 'lines as json',
      at: 'opened',
      payload: { item: { name: 'dish', price_minor: 'price as cents', kind: { const: 'food' } } },
    },
    {
      type: 'state_changed',
      when: { status: ['paid', 'void'], closed: { not: null } },
      at: 'closed as s',
      by: { const: 'cashier' },
      device: 'till',
      version: 2,
      payload: { new_status: 'status' },
    },
  ],
}
const order = {
  no: 17,
  opened: '2020-03-04T12:00:00+01:00',
  waiter: 5,
  table: '12',
  lines: '[{"dish":"Soup","price":"5.90"},{"dish":"Tea","price":"2.5"}]',
  status: 'paid',
  closed: '1583325000',
  till: null,
}

test('a row becomes its events in their order', () => {
  const common = { entityId: '17', device: 'import', version: undefined, by: null }
  const openedMs = Date.parse('2020-03-04T11:00:00Z')
  expect(map(rows, order)).toEqual([
    { ...common, key: '17/0', type: 'created', atMs: openedMs, by: '5', payload: { table_number: 12 } },
    {
      ...common,
      key: '17/1',
      type: 'item_added',
      atMs: openedMs,
      payload: { item: { name: 'Soup', price_minor: 590, kind: 'food' } },
    },
    {
      ...common,
      key: '17/2',
      type: 'item_added',
      atMs: openedMs,
      payload: { item: { name: 'Tea', price_minor: 250, kind: 'food' } },
    },
    {
      ...common,
      key: '17/3',
      type: 'state_changed',
      version: 2,
      atMs: 1_583_325_000_000,
      by: 'cashier',
      payload: { new_status: 'paid' },
    },
  ])
})

test('what a condition leaves out has no event', () => {
  expect(map(rows, { ...order, status: 'open' }).map(({ type }) => type)).not.toContain('state_changed')
  expect(map(rows, { ...order, closed: null }).map(({ type }) => type)).not.toContain('state_changed')
  expect(map({ ...rows, when: { status: 'void' } }, order)).toEqual([])
})

const events = {
  mode: 'events',
  key: 'id',
  entity_id: { column: 'order', prefix: 'old-', escape: true },
  type: 'kind',
  types: { OrderOpened: 'created', Heartbeat: null },
  at: 'at as ms',
  by: 'user?',
  payload: 'data',
}

test('a row is an event: renamed, with the whole payload of a column', () => {
  const row = { id: 'e1', order: '2020/17_b', kind: 'OrderOpened', at: 1_600_000_000_123, data: '{"table_number":3}' }
  expect(map(events, row)).toEqual([
    {
      key: 'e1',
      entityId: 'old-2020_2f17_5fb',
      type: 'created',
      atMs: 1_600_000_000_123,
      by: null,
      device: 'import',
      version: undefined,
      payload: { table_number: 3 },
    },
  ])
  expect(map(events, { ...row, kind: 'Heartbeat' })).toEqual([])
  expect(map(events, { ...row, kind: 'paid' })).toMatchObject([{ type: 'paid' }])
})

test('without a key an event is called after its line', () => {
  const { key: _, ...keyless } = events
  expect(map(keyless, { order: 1, kind: 'paid', at: 1, data: {} }, 12)).toMatchObject([{ key: 'line 12' }])
})

test.each([
  ['entity_id_missing', { no: null }],
  ['entity_id_missing', { no: '' }],
  ['entity_id_invalid', { no: 'a/b' }],
  ['entity_id_invalid', { no: 'x'.repeat(65) }],
  ['time_invalid', { opened: '2020-03-04T12:00:00' }],
  ['time_invalid', { opened: '04.03.2020' }],
  ['time_invalid', { opened: 1_583_325_000 }],
  ['time_invalid', { opened: null }],
  ['time_invalid', { closed: 'soon' }],
  ['time_invalid', { closed: 1e15 }],
  ['value_invalid', { table: 'twelve' }],
  ['value_invalid', { table: '1.5' }],
  ['value_invalid', { lines: '{"dish":"Soup"}' }],
  ['value_invalid', { lines: 'Soup' }],
  ['value_invalid', { lines: [{ dish: 'Soup', price: '5.905' }] }],
  ['column_missing', { lines: [{ dish: 'Soup' }] }],
])('what is wrong with a row has a code: %s %j', (code, wrong) => {
  expect(() => map(rows, { ...order, ...wrong })).toThrow(expect.objectContaining({ code }))
})

test('a column that is not there is an error, not null', () => {
  const { waiter: _, ...without } = order
  expect(() => map(rows, without)).toThrow(expect.objectContaining({ code: 'column_missing' }))
})
