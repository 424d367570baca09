import { createTestDatabase } from '@docket/test-support/database'
import type { Pool } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { accepted, sampleCommit, sampleEvent } from '../../test/sample-commits.ts'
import { sampleOrder } from '../../test/sample-order.ts'
import { commitGroup } from '../ledger/commit-group.ts'
import { migrate } from '../ledger/migrate.ts'
import { createPool } from '../ledger/pool.ts'
import { auditTrail } from './audit-trail.ts'

const { url } = await createTestDatabase()
const NOW = Date.UTC(2026, 10, 22, 18)
const address = { tenant: 'demo', entity: 'order', id: 'a' }
const key = { tenant: 'demo', entityType: 'order', entityId: 'a' }
let pool: Pool

beforeAll(async () => {
  await migrate(url)
  pool = await createPool(url)
})
afterAll(() => pool.end())

test('[AUD1] an export is of one moment: what arrives meanwhile is in the next one, at its place', async () => {
  const [first, late, last] = ['soup', 'salad', 'wine'].map((name) =>
    accepted(sampleEvent({ type: 'item_added', payload: { name } })),
  )
  const commit = (events: NonNullable<typeof first>[]) =>
    commitGroup(pool, [sampleCommit(address, { events, readModel: { state: 'kept', summary: {} } })])
  if (first === undefined || late === undefined || last === undefined) throw new Error('three events')
  await commit([first, last])
  const before = await auditTrail(pool, key, sampleOrder, NOW)
  await commit([late])
  const after = await auditTrail(pool, key, sampleOrder, NOW)
  const plain = await auditTrail(pool, key, undefined, NOW)
  const idsOf = async (trail: typeof before) =>
    (await Array.fromAsync(trail?.events ?? [])).map((event) => event.event_id)
  expect(await idsOf(before)).toEqual([first, last].map(({ event }) => event.id))
  expect(await idsOf(after)).toEqual([first, late, last].map(({ event }) => event.id))
  const header = { tenant: 'demo', entity_type: 'order', entity_id: 'a', exported_at: '2026-11-22T18:00:00.000Z' }
  expect(before?.header).toEqual({ ...header, seq: 2, state: { status: 'open', items: ['soup', 'wine'] } })
  expect(after?.header).toEqual({ ...header, seq: 3, state: { status: 'open', items: ['soup', 'salad', 'wine'] } })
  expect(plain?.header).toEqual({ ...header, seq: 3, state: 'kept' })
})

test('there is no trail of what has no events', async () => {
  expect(await auditTrail(pool, { ...key, entityId: 'b' }, sampleOrder, NOW)).toBeUndefined()
})
