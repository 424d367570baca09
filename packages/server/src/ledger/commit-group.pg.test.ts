import { createTestDatabase } from '@docket/test-support/database'
import type { Pool } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { accepted, sampleCommit, sampleEvent } from '../../test/sample-commits.ts'
import { storedUpdates } from '../../test/stored-updates.ts'
import { commitGroup } from './commit-group.ts'
import { EventAlreadyCommittedError } from './event-already-committed.ts'
import { migrate } from './migrate.ts'
import { createPool } from './pool.ts'
import { entityRow } from './read-entities.ts'
import { eventsSince } from './read-events.ts'

const { url } = await createTestDatabase()
let pool: Pool

beforeAll(async () => {
  await migrate(url)
  pool = await createPool(url)
})
afterAll(() => pool.end())

test('numbers a group in its order and tells each commit the number of its last event', async () => {
  const a = { tenant: 'order', entity: 'order', id: 'a' }
  const b = { ...a, id: 'b' }
  const other = { ...a, tenant: 'other' }
  const events = Array.from({ length: 6 }, () => accepted())
  const receipts = await commitGroup(pool, [
    sampleCommit(a, { events: events.slice(0, 2) }),
    sampleCommit(other, { events: events.slice(5) }),
    sampleCommit(b, { events: events.slice(2, 3) }),
    sampleCommit(b, { events: [] }),
    sampleCommit(a, { events: events.slice(3, 5) }),
  ])
  expect(receipts.map((receipt) => receipt.seq)).toEqual([2, 1, 3, 3, 5])
  const page = await eventsSince(pool, { tenant: 'order', after: 0, limit: 100 })
  expect(page.events.map((entry) => entry.event)).toEqual(events.slice(0, 5).map((judged) => judged.event))
  expect(page.events.map((entry) => entry.recordedAtMs)).toEqual(Array(5).fill(receipts[0]?.recordedAtMs))
  expect(await commitGroup(pool, [])).toEqual([])
})

test('a document that occurs several times keeps the order of its updates and its last read model', async () => {
  const address = { tenant: 'twice', entity: 'order', id: 'a' }
  const commit = (from: number, status: string) =>
    sampleCommit(address, {
      updates: Array.from({ length: 20 }, (_, index) => Uint8Array.of(from + index)),
      readModel: { state: { status }, summary: { status } },
    })
  const [, , last] = await commitGroup(pool, [
    commit(0, 'open'),
    sampleCommit({ ...address, id: 'b' }),
    commit(20, 'paid'),
  ])
  await commitGroup(pool, [commit(40, 'void')])
  const updates = await storedUpdates(pool, address)
  expect(updates.map((update) => update[0])).toEqual(Array.from({ length: 60 }, (_, index) => index))
  const row = await entityRow(pool, { tenant: 'twice', entityType: 'order', entityId: 'a' })
  expect(row).toMatchObject({ state: { status: 'void' }, summary: { status: 'void' }, seq: 4 })
  expect(row?.createdAtMs).toBe(last?.recordedAtMs)
  expect(row?.updatedAtMs).toBeGreaterThanOrEqual(row?.createdAtMs ?? 0)
})

test('[COM1] an event that is committed already fails its group whole, and leaves no gap', async () => {
  const address = { tenant: 'again', entity: 'order', id: 'a' }
  const known = accepted()
  await commitGroup(pool, [sampleCommit(address, { events: [known] })])
  const elsewhere = { ...address, id: 'b' }
  const group = [
    sampleCommit(elsewhere, { readModel: { state: {}, summary: {} } }),
    sampleCommit(elsewhere, { events: [accepted(), known] }),
  ]
  const failure = await commitGroup(pool, group).catch((error: unknown) => error)
  expect(failure).toBeInstanceOf(EventAlreadyCommittedError)
  expect(failure).toMatchObject({
    code: 'event_already_committed',
    events: [{ id: known.event.id, address: undefined }],
  })
  expect(await storedUpdates(pool, elsewhere)).toEqual([])
  expect(await entityRow(pool, { tenant: 'again', entityType: 'order', entityId: 'b' })).toBeUndefined()
  expect(await commitGroup(pool, group.slice(0, 1))).toMatchObject([{ seq: 2 }])
})

test('an event that is twice in a group is named, and another tenant may use the same id', async () => {
  const address = { tenant: 'same', entity: 'order', id: 'a' }
  const event = accepted()
  const failure = await commitGroup(pool, [
    sampleCommit(address, { events: [event] }),
    sampleCommit({ ...address, id: 'b' }, { events: [event] }),
  ]).catch((error: unknown) => error)
  expect(failure).toMatchObject({
    code: 'event_already_committed',
    events: [{ id: event.event.id, address: { id: 'b' } }],
  })
  const both = ['same', 'same-too'].map((tenant) => sampleCommit({ ...address, tenant }, { events: [event] }))
  expect(await commitGroup(pool, both)).toMatchObject([{ seq: 1 }, { seq: 1 }])
})

test('[CLK1] a clock that is wrong by any length is kept to the millisecond', async () => {
  const at = [Number.MIN_SAFE_INTEGER, -1, 0, 1_700_000_000_123, 253_402_300_800_001, Number.MAX_SAFE_INTEGER]
  const events = at.map((ms) => accepted(sampleEvent({ at: ms, skew: -ms || 0 })))
  await commitGroup(pool, [sampleCommit({ tenant: 'clocks', entity: 'order', id: 'a' }, { events })])
  const page = await eventsSince(pool, { tenant: 'clocks', after: 0, limit: 10 })
  expect(page.events.map(({ event }) => event)).toEqual(events.map(({ event }) => event))
  const { rows } = await pool.query<{ occurred: string }>(`
    select to_char(occurred_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.MS BC') as occurred
    from docket.audit_events where tenant_id = 'clocks' order by seq`)
  expect(rows.map((row) => row.occurred)).toEqual([
    '4714-11-24 00:00:00.000 BC',
    '1969-12-31 23:59:59.999 AD',
    '1970-01-01 00:00:00.000 AD',
    '2023-11-14 22:13:20.123 AD',
    '10000-01-01 00:00:00.001 AD',
    '287396-10-12 08:59:00.991 AD',
  ])
})

test('a read model with half a surrogate pair blocks nobody, one without JSON is refused by name', async () => {
  const address = { tenant: 'models', entity: 'order', id: 'a' }
  const state = { name: '\u{1f600}'.slice(0, 1), 'nul\0': ['\0'], path: 'C:\\u0000' }
  await commitGroup(pool, [sampleCommit(address, { readModel: { state, summary: undefined } })])
  expect(await entityRow(pool, { tenant: 'models', entityType: 'order', entityId: 'a' })).toMatchObject({
    state: { name: '\uFFFD', 'nul\uFFFD': ['\uFFFD'], path: 'C:\\u0000' },
    summary: null,
  })
  const failure = commitGroup(pool, [sampleCommit(address, { readModel: { state: { total: 1n }, summary: {} } })])
  await expect(failure).rejects.toMatchObject({
    code: 'read_model_invalid',
    message: expect.stringContaining('order/a'),
  })
})

test('[COM1] a commit is flushed when it returns, even where the database has turned that off', async () => {
  const { url: lax } = await createTestDatabase()
  await migrate(lax)
  const setup = await createPool(lax)
  await setup.query(`alter database ${new URL(lax).pathname.slice(1)} set synchronous_commit = off`)
  await setup.end()
  const laxPool = await createPool(lax)
  try {
    // A deferred trigger sees what holds when the transaction commits.
    await laxPool.query(`
      create table seen (setting text);
      create function see() returns trigger language plpgsql as $$
        begin insert into seen values (current_setting('synchronous_commit')); return null; end $$;
      create constraint trigger see after insert on docket.updates deferrable initially deferred
        for each row execute function see()`)
    await commitGroup(laxPool, [sampleCommit({ tenant: 'lax', entity: 'order', id: 'a' })])
    const { rows } = await laxPool.query(
      `select setting, current_setting('synchronous_commit') as afterwards from seen`,
    )
    expect(rows).toEqual([{ setting: 'on', afterwards: 'off' }])
  } finally {
    await laxPool.end()
  }
})
