import { createTestDatabase } from '@docket/test-support/database'
import type { Pool } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { flawsOfChain } from '../../test/ledger-records.ts'
import { sampleCommit } from '../../test/sample-commits.ts'
import { type SampleHttp, sampleHttp } from '../../test/sample-http.ts'
import { commitGroup } from '../ledger/commit-group.ts'
import { migrate } from '../ledger/migrate.ts'
import { createPool } from '../ledger/pool.ts'

const { url } = await createTestDatabase()
const path = '/v1/entities/order/a/audit'
let pool: Pool
let http: SampleHttp

beforeAll(async () => {
  await migrate(url)
  pool = await createPool(url)
  http = sampleHttp({ db: pool })
  await commitGroup(pool, [sampleCommit({ tenant: 'demo', entity: 'order', id: 'a' })])
})
afterAll(() => pool.end())

const recorded = async () => {
  const { rows } = await pool.query(`
    select tenant_id, event_type, payload, submitted_by from docket.audit_events where entity_type = '$tenant' order by seq`)
  return rows
}

test('[AUD5] a trail is read only by who has the role', async () => {
  for (const roles of [[], ['waiter'], ['auditors']]) {
    expect(await http.get(path, 'demo', roles)).toMatchObject({ status: 403, body: { code: 'forbidden' } })
  }
  expect(await recorded()).toEqual([])
  expect(await http.get(path, 'demo', ['waiter', 'auditor'])).toMatchObject({ status: 200 })
})

test('[AUD5] who read or exported a trail is recorded in the chain of the tenant', async () => {
  await http.get(`${path}?format=csv`)
  const entity = { entity_type: 'order', entity_id: 'a' }
  expect(await recorded()).toEqual([
    {
      tenant_id: 'demo',
      event_type: '$tenant.trail_read',
      payload: { ...entity, format: 'json' },
      submitted_by: 'ann',
    },
    {
      tenant_id: 'demo',
      event_type: '$tenant.trail_exported',
      payload: { ...entity, format: 'csv' },
      submitted_by: 'ann',
    },
  ])
  expect(await flawsOfChain(pool, 'demo')).toEqual([])
})

test('[AUD5] a trail that cannot be recorded as read is not shown', async () => {
  const record = () => Promise.reject(new Error('no'))
  const answer = await sampleHttp({ db: pool, auditAccess: { roles: ['auditor'], record } }).get(path)
  expect(answer).toMatchObject({ status: 500, body: { code: 'internal_error' } })
})

test("[AUD5] a tenant's own records are among its events only for who may read trails, and next passes them", async () => {
  const since = async (query: string, roles: readonly string[]) => {
    const { body } = await http.get(`/v1/events/since${query}`, 'demo', roles)
    const { events, next } = body as { events: { seq: number; event_type: string }[]; next: number }
    return { seqs: events.map(({ seq }) => seq), types: events.map(({ event_type }) => event_type.split('.')[0]), next }
  }
  const all = await since('', ['auditor'])
  expect(all.types).toEqual(['order', ...Array(all.next - 1).fill('$tenant')])
  expect(await since('', ['waiter'])).toEqual({ seqs: [1], types: ['order'], next: all.next })
  expect(await since('?after=1&limit=1', [])).toEqual({ seqs: [], types: [], next: all.next })
  expect(await since('?after=1&limit=1', ['auditor'])).toEqual({ seqs: [2], types: ['$tenant'], next: 2 })
})

test("[TEN1] a tenant's own records are no entity of its lists", async () => {
  expect(await http.get('/v1/entities/$tenant/trail')).toMatchObject({ status: 400 })
})
