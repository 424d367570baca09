import { createTestDatabase } from '@docket/test-support/database'
import pg from 'pg'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { importBench } from '../../../test/import/import-bench.ts'
import { openPostgres } from './postgres-source.ts'

const bench = await importBench()
const shop = await createTestDatabase()
const pool = new pg.Pool({ connectionString: shop.url })
afterAll(() => pool.end())

const HOSTILE = 'no"; drop table shop.events; --'

beforeEach(async () => {
  await pool.query(`
    drop schema if exists shop cascade;
    create schema shop;
    create table shop.events (
      ${pg.escapeIdentifier(HOSTILE)} bigint, tally_id int, happened timestamptz, local timestamp, n int, who text, data jsonb);
    insert into shop.events values
      (3, 1, '2020-05-01 12:00:00.123+02', '2020-05-01 12:00', 7, 'ann', '{"n": 7}'),
      (1, 1, '2020-05-01 12:00:00.123+02', '2020-05-01 12:00', 5, null, '{"n": 5}'),
      (9007199254740993, 2, '2020-06-01 12:00:00+02', '2020-05-01 12:00', 6, 'bob', '{"n": 6}')`)
})

const events = {
  mode: 'events',
  key: HOSTILE,
  entity_id: { column: 'tally_id', prefix: 'pg-' },
  type: { const: 'added' },
  at: 'happened',
  by: 'who',
  payload: 'data',
}
const count = async () => (await pool.query('select count(*) as count from shop.events')).rows[0]?.count

async function importBy(mapping: object, more: object = {}) {
  await bench.write('map.json', JSON.stringify(mapping))
  return bench.run(shop.url, { map: 'map.json', state: 'pg.state', ...more })
}

test('[IMP1] the rows of a table, by their key, with names that are no SQL', async () => {
  const query = `select ${pg.escapeIdentifier(HOSTILE)}::text, tally_id, happened, who, data from shop.events`
  await expect(importBy({ ...events, table: 'shop.events' }, { restart: true })).rejects.toMatchObject({
    code: 'number_unsafe',
    message: expect.stringMatching(/^row 3: /),
  })
  expect(await importBy({ ...events, query }, { restart: true })).toMatchObject({ isWhole: true })
  expect(await bench.content()).toMatchObject([
    { document: 'demo/tally/pg-1', event: { at: Date.parse('2020-05-01T10:00:00.123Z'), by: null, payload: { n: 5 } } },
    {
      document: 'demo/tally/pg-1',
      event: { at: Date.parse('2020-05-01T10:00:00.123Z'), by: 'ann', payload: { n: 7 } },
    },
    { document: 'demo/tally/pg-2', event: { at: Date.parse('2020-06-01T10:00:00Z'), by: 'bob', payload: { n: 6 } } },
  ])
  // The same again, and after a row was added.
  await pool.query(`insert into shop.events values (99, 3, now(), now(), 1, null, '{"n": 1}')`)
  expect(await importBy({ ...events, query })).toMatchObject({ isWhole: true })
  expect(await bench.content()).toHaveLength(4)
  expect(await count()).toBe('4')
})

test('a time without a zone is none, whatever the zone of the connection', async () => {
  const mapping = { ...events, table: 'shop.events', at: 'local' }
  await pool.query(`delete from shop.events where n = 6`)
  await expect(importBy(mapping, { restart: true })).rejects.toMatchObject({ code: 'time_invalid' })
})

test.each([
  ['with gone as (delete from shop.events returning *) select * from gone', 'WITH clause'],
  ['select * from shop.events) as source; commit; delete from shop.events; select (1', 'multiple commands'],
  ['select nextval($$shop.numbers$$) as id', 'read-only transaction'],
  ['select * from shop.nothing', 'does not exist'],
])('[IMP6] what is read is not changed: %s', async (query, reason) => {
  await pool.query('create sequence shop.numbers')
  const mapping = { ...events, key: 'id', query }
  await expect(importBy(mapping, { restart: true })).rejects.toMatchObject({
    code: 'source_unreadable',
    message: expect.stringContaining(reason),
  })
  expect(await count()).toBe('3')
})

test('thousands of rows come in the order that was asked for, all of one moment', async () => {
  await pool.query(`
    create table shop.many as
      select n as id, n % 7 as part, to_timestamp(1500000000 + n) as happened from generate_series(1, 2500) as n`)
  const source = await openPostgres(shop.url, {
    mode: 'events',
    source: 'import',
    table: 'shop.many',
    order_by: ['part'],
    key: 'id',
    entity_id: 'part',
    type: { const: 'added' },
    at: 'happened',
    payload: {},
  })
  const read: unknown[] = []
  for await (const item of source.rows()) {
    if (read.length === 0) await pool.query('delete from shop.many where id > 100')
    if (item.kind === 'row') read.push(item.values.id)
  }
  expect(source.progress()).toEqual({ done: 2_500, of: 2_500, unit: 'rows' })
  await source.close()
  const ids = Array.from({ length: 2_500 }, (_, index) => index + 1)
  expect(read).toEqual(ids.toSorted((a, b) => (a % 7) - (b % 7) || a - b))
})
