import { randomUUID } from 'node:crypto'
import { isChangeMessage, type Row, ShapeStream } from '@electric-sql/client'
import pg from 'pg'
import { afterAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { soon } from '../sync-bench.ts'
import { electricsUnderTest } from './electric-under-test.ts'

const electrics = await electricsUnderTest()

/** What the proxy and the transport rely on. That a real Electric does it, only a run with one shows. */
describe.each(electrics)('$title', ({ url, secret, databaseUrl }) => {
  const pool = new pg.Pool({ connectionString: databaseUrl })
  let table: string

  beforeEach(async () => {
    table = `shape_${randomUUID().replaceAll('-', '')}`
    await pool.query(`
      create table ${table} (owner text, id int, body jsonb, primary key (owner, id)) partition by list (owner);
      create table ${table}_a partition of ${table} for values in ('a');
      create table ${table}_b partition of ${table} for values in ('b')`)
  })
  afterAll(() => pool.end())

  const insert = (owner: string, from: number, to = from): Promise<unknown> =>
    pool.query(`insert into ${table} select $1, n, '{"n": 1}' from generate_series($2::int, $3::int) as n`, [
      owner,
      from,
      to,
    ])

  async function get(query: Record<string, string>) {
    const given = { table, where: 'owner = $1', 'params[1]': 'a', ...(secret && { secret }), ...query }
    const response = await fetch(`${url}/v1/shape?${new URLSearchParams(given)}`)
    const body: unknown = await response.json()
    const place = {
      handle: response.headers.get('electric-handle') ?? '',
      offset: response.headers.get('electric-offset') ?? '',
    }
    return {
      status: response.status,
      headers: response.headers,
      body,
      place,
      messages: Array.isArray(body) ? body : [],
    }
  }

  /** What changes after a place, once something has. */
  async function changesAfter(place: { handle: string; offset: string }, query: Record<string, string> = {}) {
    const answer = await get({ ...query, ...place, live: 'true' })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('electric-cursor')).toMatch(/^\d+$/)
    const changes = answer.messages.filter(isChangeMessage)
    return {
      ...answer,
      changes: changes.map(({ headers, value, old_value }) => [
        headers.operation,
        value,
        ...(old_value ? [old_value] : []),
      ]),
    }
  }

  test('a snapshot is read to its end, then it is up to date', async () => {
    await insert('a', 1, 1_200)
    await insert('b', 1, 10)
    let answer = await get({ offset: '-1', columns: 'owner,id' })
    expect(JSON.parse(answer.headers.get('electric-schema') ?? '')).toMatchObject({ id: { type: 'int4' } })
    const rows = [...answer.messages]
    while (!answer.headers.has('electric-up-to-date')) {
      answer = await get({ ...answer.place, columns: 'owner,id' })
      rows.push(...answer.messages)
    }
    expect(rows.at(-1)).toMatchObject({ headers: { control: 'up-to-date' } })
    expect(
      rows
        .slice(0, -1)
        .map(({ value }) => Number(value.id))
        .sort((a, b) => a - b),
    ).toEqual(Array.from({ length: 1_200 }, (_, index) => index + 1))
    expect(rows[0]).toMatchObject({ headers: { operation: 'insert' }, key: expect.stringContaining('"a"/') })
    expect(Object.keys(rows[0].value).sort()).toEqual(['id', 'owner'])
  })

  test('from "now" on only what changes then is told, whole where that is asked for', async () => {
    await insert('a', 1)
    const query = { log: 'changes_only', replica: 'full' }
    const start = await get({ ...query, offset: 'now' })
    expect(start.messages).toMatchObject([{ headers: { control: 'up-to-date' } }])
    await insert('b', 1)
    await pool.query(`update ${table} set body = '{"n": 2}'`)
    const updated = await changesAfter(start.place, query)
    const key = { owner: 'a', id: '1' }
    expect(updated.changes).toEqual([['update', { ...key, body: '{"n": 2}' }, { body: '{"n": 1}' }]])
    await pool.query(`delete from ${table}`)
    const deleted = await changesAfter(updated.place, query)
    expect(deleted.changes).toEqual([['delete', { ...key, body: '{"n": 2}' }]])
  })

  test('a transaction is told when it is committed, never when it is rolled back', async () => {
    const start = await get({ offset: 'now' })
    const client = await pool.connect()
    onTestFinished(() => client.release(true))
    await client.query(`begin; insert into ${table} values ('a', 1, 'null'); rollback`)
    await client.query(`begin; insert into ${table} values ('a', 2, 'null'), ('a', 3, 'null')`)
    await insert('a', 9)
    const first = await changesAfter(start.place)
    expect(first.changes).toMatchObject([['insert', { id: '9' }]])
    await client.query(`update ${table} set body = '{}' where id = 2; commit`)
    const second = await changesAfter(first.place)
    expect(second.changes).toMatchObject([
      ['insert', { id: '2' }],
      ['insert', { id: '3' }],
      ['update', { owner: 'a', id: '2', body: '{}' }],
    ])
  })

  test('a partition that is made later belongs to the table', async () => {
    const query = { 'params[1]': 'c' }
    const start = await get({ ...query, offset: 'now' })
    await pool.query(`create table ${table}_c partition of ${table} for values in ('c')`)
    await insert('c', 1)
    expect((await changesAfter(start.place, query)).changes).toMatchObject([['insert', { owner: 'c' }]])
  })

  test('wrong requests are refused, and a handle of another shape leads to the right one', async () => {
    const { place } = await get({ offset: '-1' })
    for (const wrong of [
      {},
      { offset: '1_2_3' },
      { offset: '0_0' },
      { offset: '-1', live: 'true' },
      { offset: 'now', live: 'true' },
      { offset: '-1', table: 'not_there' },
      { offset: '-1', columns: 'id,not_there' },
      { offset: '-1', columns: 'id' },
      { offset: '-1', where: 'owner = ' },
      { ...place, offset: '9999999999_0' },
    ]) {
      expect((await get(wrong)).status, JSON.stringify(wrong)).toBe(400)
    }
    const other = await get({ 'params[1]': 'b', offset: '-1' })
    const mixed = await get({ 'params[1]': 'b', ...place })
    expect(mixed).toMatchObject({ status: 409, body: [{ headers: { control: 'must-refetch' } }] })
    expect(mixed.place.handle).toBe(other.place.handle)
    if (secret) expect((await get({ offset: '-1', secret: 'wrong' })).status).toBe(401)
  })

  test("what Electric's own client has in the end is what the table has, whatever happens meanwhile", async () => {
    await insert('a', 1, 600)
    const closed = new AbortController()
    onTestFinished(() => closed.abort())
    const work = Promise.all(
      Array.from({ length: 200 }, (_, n) =>
        n % 4 === 0
          ? pool.query(`delete from ${table} where owner = 'a' and id = $1`, [n + 1])
          : pool.query(
              `insert into ${table} values ('a', $1, $2) on conflict (owner, id) do update set body = excluded.body`,
              [n * 5, JSON.stringify({ n })],
            ),
      ),
    )
    const params = { table, where: 'owner = $1', params: ['a'], ...(secret && { secret }) }
    const rowsById = new Map<string, Row>()
    const stream = new ShapeStream({ url: `${url}/v1/shape`, params, signal: closed.signal })
    stream.subscribe((messages) => {
      for (const { key, value, headers } of messages.filter(isChangeMessage)) {
        if (headers.operation === 'delete') rowsById.delete(key)
        else rowsById.set(key, { ...rowsById.get(key), ...value })
      }
    })
    await work
    const { rows } = await pool.query(`select * from ${table} where owner = 'a' order by id`)
    const inOrder = (): Row[] => [...rowsById.values()].sort((a, b) => Number(a.id) - Number(b.id))
    await vi.waitFor(() => expect(inOrder()).toEqual(rows), soon)
  })
})
