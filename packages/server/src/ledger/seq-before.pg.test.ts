import { createTestDatabase } from '@docket/test-support/database'
import type { Pool } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { migrate } from './migrate.ts'
import { createPool } from './pool.ts'
import { seqBefore } from './seq-before.ts'

const { url } = await createTestDatabase()
const FIRST = Date.UTC(2026, 10, 22)
let pool: Pool

beforeAll(async () => {
  await migrate(url)
  pool = await createPool(url)
  await pool.query(`select docket.ensure_partitions(to_timestamp($1), to_timestamp($1))`, [FIRST / 1_000])
  // Every three have one time, ten seconds after the three before.
  await pool.query(
    `insert into docket.audit_events (tenant_id, seq, event_id, event_type, entity_type, entity_id, payload,
       schema_version, occurred_at_ms, occurred_at, recorded_at, device_id, submitted_by, verdict, content, entity_previous, hash)
     select tenant, n, gen_random_uuid(), 'order.noted', 'order', 'a', '{}', 1, 0, now(),
       to_timestamp($1) + (n - 1) / 3 * interval '10 seconds', 'till-1', 'till-1', 'accepted',
       '', '', ''
     from generate_series(1, 40) n, (values ('demo'), ('archived')) as tenants (tenant) where tenant = 'demo' or n > 17`,
    [FIRST / 1_000],
  )
  await pool.query(`insert into docket.tenants values ('demo', 40), ('archived', 40), ('empty', 0)`)
})
afterAll(() => pool.end())

test('the last event before a time is found, wherever it is', async () => {
  for (let group = 0; group < 14; group++) {
    const at = FIRST + group * 10_000
    expect(await seqBefore(pool, 'demo', at), `at ${group}`).toBe(group * 3)
    expect(await seqBefore(pool, 'demo', at + 1), `after ${group}`).toBe(Math.min(group * 3 + 3, 40))
  }
})

test('before all there is none, and after all it is the newest', async () => {
  expect(await seqBefore(pool, 'demo', -1)).toBe(0)
  expect(await seqBefore(pool, 'demo', FIRST * 2)).toBe(40)
  expect(await seqBefore(pool, 'empty', FIRST)).toBe(0)
  expect(await seqBefore(pool, 'nobody', FIRST)).toBe(0)
})

test('what was archived was before', async () => {
  expect(await seqBefore(pool, 'archived', FIRST)).toBe(17)
  expect(await seqBefore(pool, 'archived', FIRST + 60_001)).toBe(21)
})
