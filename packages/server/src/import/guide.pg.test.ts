import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { createTestDatabase } from '@docket/test-support/database'
import pg from 'pg'
import { afterAll, expect, test } from 'vitest'
import { importBench } from '../../test/import/import-bench.ts'
import { readLedger } from '../../test/ledger.ts'

const ROOT = new URL('../../../../', import.meta.url)
const order = { entity: 'order', entities: fileURLToPath(new URL('examples/pos/src/order.ts', ROOT)) }
const guide = await readFile(new URL('docs/import.md', ROOT), 'utf8')
/** What stands in the guide, by its language. */
const blocks = (language: string): string[] =>
  [...guide.matchAll(new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 'gs'))].map(([, text = '']) => text)

const bench = await importBench()
const shop = await createTestDatabase()
const pool = new pg.Pool({ connectionString: shop.url })
afterAll(() => pool.end())

const eventsOf = async (id: string) =>
  (await readLedger(bench.pool, `demo/order/${id}`))
    .toSorted((a, b) => (a.event.id < b.event.id ? -1 : 1))
    .map(({ event: { type, at, by, device, payload }, rejection }) => {
      expect(rejection).toBeUndefined()
      return { type, at: new Date(at).toISOString(), by, device, payload }
    })

test('[IMP1] the guide’s orders, from a file of values', async () => {
  const [csv = ''] = blocks('csv')
  const [mapping = ''] = blocks('json')
  await bench.write('orders.csv', csv)
  await bench.write('map.json', mapping)
  const report = '2 rows, 4 events: 4 accepted, 0 rejected\n'
  expect(await bench.run('orders.csv', { ...order, map: 'map.json', dryRun: true })).toEqual({
    isWhole: true,
    report: 'Dry run, nothing is written: 2 rows, 4 events: 4 would be accepted, 0 would be rejected\n',
  })
  expect(await bench.run('orders.csv', { ...order, map: 'map.json' })).toEqual({ isWhole: true, report })
  const item = { id: '1', name: 'Soup', quantity: 2, price_minor: 590 }
  const [device, at] = ['import', '2019-06-01T17:02:11.000Z']
  expect(await eventsOf('2019_2f17')).toEqual([
    { type: 'created', at, by: 'ann', device, payload: { table_number: 4 } },
    { type: 'item_added', at, by: 'ann', device, payload: { item } },
    {
      type: 'state_changed',
      at: '2019-06-01T18:15:00.000Z',
      by: null,
      device,
      payload: { new_status: 'paid', payment_method: 'cash' },
    },
  ])
  expect(await eventsOf('2019_2f18')).toMatchObject([{ type: 'created', at: '2019-06-01T17:10:40.000Z', by: 'bob' }])
})

test('[IMP1] the guide’s events, from a table', async () => {
  const [table = ''] = blocks('sql')
  const [, mapping = ''] = blocks('json')
  await pool.query(`create schema pos; ${table}`)
  await pool.query(`insert into pos.order_events values
    (1, 5, 'LineAdded', '2020-01-02 13:00+01', 'ann', 'till-2', '{"item":{"id":"1","name":"Tea","quantity":1,"price_minor":250}}'),
    (2, 5, 'OrderOpened', '2020-01-02 12:00+01', 'ann', 'till-1', '{"table_number":3}'),
    (3, 5, 'Heartbeat', '2020-01-02 12:30+01', null, 'till-1', '{}')`)
  await bench.write('events.json', mapping)
  expect(await bench.run(shop.url, { ...order, map: 'events.json', state: 'state' })).toEqual({
    isWhole: true,
    report: '3 rows, 2 events: 2 accepted, 0 rejected\n1 rows are left out by the mapping\n',
  })
  expect(await eventsOf('old-5')).toMatchObject([
    { type: 'created', at: '2020-01-02T11:00:00.000Z', by: 'ann', device: 'till-1', payload: { table_number: 3 } },
    { type: 'item_added', at: '2020-01-02T12:00:00.000Z', device: 'till-2', payload: { item: { name: 'Tea' } } },
  ])
})
