import { createTestDatabase } from '@docket/test-support/database'
import type { Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type SampleHttp, sampleHttp, tokens } from '../../test/sample-http.ts'
import { migrate } from '../ledger/migrate.ts'
import { createPool } from '../ledger/pool.ts'

const { url, drop } = await createTestDatabase()
let pool: Pool
let http: SampleHttp

beforeAll(async () => {
  await migrate(url)
  pool = await createPool(url)
  http = sampleHttp({ db: pool })
})
afterAll(() => pool.end())

describe('a request that cannot be served', () => {
  test.each([
    ['/v1/entities/order?limit=0', 400, 'bad_request'],
    ['/v1/entities/order?limit=501', 400, 'bad_request'],
    ['/v1/entities/order?after=a%20b', 400, 'document_name_invalid'],
    ['/v1/entities/table', 404, 'entity_unknown'],
    ['/v1/entities/or.der', 400, 'document_name_invalid'],
    ['/v1/entities/order/a%2Fb', 400, 'document_name_invalid'],
    ['/v1/entities/order/a?at=yesterday', 400, 'bad_request'],
    ['/v1/entities/order/a/audit?format=pdf', 400, 'bad_request'],
    ['/v1/events/since?after=-1', 400, 'bad_request'],
    ['/v1/events/since?after=99999999999999999', 400, 'bad_request'],
    ['/v1/nothing', 404, 'not_found'],
  ])('%s gives a problem document', async (path, status, code) => {
    const answer = await http.get(path)
    expect(answer).toMatchObject({ status, body: { type: 'about:blank', status, code } })
    expect(answer.headers.get('content-type')).toBe('application/problem+json')
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
  })

  test('without a token, or with one in the URL, is refused before anything else', async () => {
    const token = await tokens.issue?.({ subject: 'ann', tenant: 'demo', expiresInS: 60 })
    for (const path of [
      '/v1/entities/table',
      '/v1/events/since',
      '/v1/nothing',
      `/v1/entities/order?access_token=${token}`,
    ]) {
      const response = await http.app.request(path)
      expect(response.status).toBe(401)
      expect(await response.json()).toMatchObject({ code: 'token_missing' })
      expect(response.headers.get('www-authenticate')).toBe('Bearer')
    }
    const wrong = await http.app.request('/v1/events/since', { headers: { authorization: 'Bearer wrong' } })
    expect(wrong.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"')
    expect(http.logged()).not.toContain(token)
  })
})

test('a database that is gone leaves the process healthy, not ready, and its errors inside', async () => {
  expect((await http.app.request('/readyz')).status).toBe(200)
  await drop()
  expect((await http.app.request('/healthz')).status).toBe(200)
  const ready = await http.app.request('/readyz')
  expect([ready.status, await ready.json()]).toMatchObject([503, { code: 'database_unreachable' }])
  const answer = await http.get('/v1/entities/order/a')
  expect(answer).toMatchObject({ status: 503, body: { code: 'database_unreachable' } })
  expect(JSON.stringify(answer.body)).not.toMatch(/test_|127\.0\.0\.1/)
  expect(http.logged()).toContain('request failed')
})

test('an error that is not meant for clients tells them nothing but its request', async () => {
  const broken = sampleHttp({ db: { query: () => Promise.reject(new Error('column "pin" of ann')) } })
  const token = await tokens.issue?.({ subject: 'ann', tenant: 'demo', expiresInS: 60 })
  const headers = { authorization: `Bearer ${token}`, 'x-request-id': 'req-7' }
  const response = await broken.app.request('/v1/entities/order/a', { headers })
  expect([response.status, response.headers.get('x-request-id')]).toEqual([500, 'req-7'])
  const text = await response.text()
  expect(JSON.parse(text)).toMatchObject({ code: 'internal_error', request_id: 'req-7' })
  expect(text).not.toContain('pin')
  expect(broken.logged()).toContain('column')
})
