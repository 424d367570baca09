import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createTestDatabase } from '@docket/test-support/database'
import type { Pool } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sampleCommit, sampleEvent } from '../../test/sample-commits.ts'
import { type SampleHttp, sampleHttp, tokens } from '../../test/sample-http.ts'
import type { Verification } from '../audit/verify/finding.ts'
import { verifyBundleFile } from '../audit/verify/verify-bundle.ts'
import { commitGroup } from '../ledger/commit-group.ts'
import { migrate } from '../ledger/migrate.ts'
import { createPool } from '../ledger/pool.ts'

const { url } = await createTestDatabase()
let pool: Pool
let http: SampleHttp
let folder: string

beforeAll(async () => {
  await migrate(url)
  pool = await createPool(url)
  http = sampleHttp({ db: pool })
  folder = await mkdtemp(join(tmpdir(), 'docket-routes-'))
  const events = ['soup', 'wine'].map((name) => ({
    event: sampleEvent({ type: 'item_added', payload: { name } }),
    rejection: undefined,
    submittedBy: 'till-1',
  }))
  const readModel = { state: { status: 'open', items: ['soup', 'wine'] }, summary: {} }
  await commitGroup(pool, [sampleCommit({ tenant: 'demo', entity: 'order', id: 'a' }, { events, readModel })])
})
afterAll(async () => {
  await rm(folder, { recursive: true })
  await pool.end()
})

async function download(path: string): Promise<{ response: Response; result: Verification }> {
  const token = await tokens.issue?.({ subject: 'ann', tenant: 'demo', roles: ['auditor'], expiresInS: 60 })
  const response = await http.app.request(path, { headers: { authorization: `Bearer ${token}` } })
  const file = join(folder, 'bundle.zip')
  await writeFile(file, Buffer.from(await response.arrayBuffer()))
  return { response, result: await verifyBundleFile(file) }
}

test('[AUD7] a bundle of an entity and one of a period come from the server, and that they did is in them', async () => {
  const entity = await download('/v1/entities/order/a/audit?format=bundle')
  expect(entity.response.headers.get('content-type')).toBe('application/zip')
  expect(entity.response.headers.get('content-disposition')).toBe('attachment; filename="order-a-audit.zip"')
  expect(entity.result).toMatchObject({ whole: true, records: 2, sealed_seq: 3 })
  const period = await download('/v1/audit?from=2020-01-01T00:00:00Z&to=2999-01-01T00:00:00Z&format=bundle')
  expect(period.result).toMatchObject({ whole: true, records: 4, sealed_seq: 4 })
})

test('[AUD8] the server verifies its own ledger', async () => {
  const { status, body } = await http.get('/v1/audit/verify')
  expect([status, body]).toMatchObject([200, { whole: true, first_bad: null, records: 5, sealed_seq: 4 }])
  await pool.query(`update docket.entities set state = '{"status":"paid"}' where entity_id = 'a'`)
  const { body: after } = await http.get('/v1/audit/verify')
  expect(after).toMatchObject({ whole: false, first_bad: { kind: 'state_not_explained', seq: 2 } })
})

test('a bundle needs a role, an entity that is there, and times', async () => {
  const period = '/v1/audit?from=2020-01-01T00:00:00Z&to=2999-01-01T00:00:00Z&format=bundle'
  for (const path of ['/v1/entities/order/a/audit?format=bundle', period, '/v1/audit/verify'])
    expect(await http.get(path, 'demo', ['kitchen'])).toMatchObject({ status: 403 })
  expect(await http.get('/v1/entities/order/a/audit?format=bundle', 'other')).toMatchObject({ status: 404 })
  for (const path of ['/v1/audit', '/v1/audit?format=bundle', '/v1/audit?format=bundle&from=now&to=then'])
    expect(await http.get(path)).toMatchObject({ status: 400, body: { code: 'bad_request' } })
})
