import type { IncomingMessage } from 'node:http'
import { beforeEach, expect, test } from 'vitest'
import { sampleHttp, tokens } from '../../test/sample-http.ts'
import { DEFAULT_LIMITS, type SharedLimits } from '../gate/limits.ts'
import { createSharedRates } from '../gate/shared-rates.ts'

const db = { query: () => Promise.reject(new Error('no request of these needs it')) }
let nowMs: number

beforeEach(() => {
  nowMs = 0
})

function limited(limits: Partial<SharedLimits>) {
  const rates = createSharedRates({ ...DEFAULT_LIMITS, ...limits }, () => nowMs)
  const { app } = sampleHttp({ db, rates })
  return async (tenant: string, from = '192.0.2.1') => {
    const token = tenant === 'nobody' ? 'sesame' : await tokens.issue?.({ subject: 'ann', tenant, expiresInS: 60 })
    const incoming = { headers: {}, socket: { remoteAddress: from } } as unknown as IncomingMessage
    const headers = { authorization: `Bearer ${token}` }
    const response = await app.request('/v1/nothing', { headers }, { incoming })
    const { code } = (await response.json()) as { code: string }
    return { status: response.status, code, retryAfter: response.headers.get('retry-after') }
  }
}

const served = { status: 404, code: 'not_found', retryAfter: null }
const wrong = { status: 401, code: 'token_invalid', retryAfter: null }

test('[GAT4] a tenant that asks too often is refused for the moment; another is not', async () => {
  const get = limited({ requestsPerSecondPerTenant: 2 })
  expect([await get('demo'), await get('demo', '192.0.2.2')]).toEqual([served, served])
  expect(await get('demo')).toEqual({ status: 429, code: 'too_many_requests', retryAfter: '1' })
  expect(await get('other')).toEqual(served)
  nowMs = 500
  expect(await get('demo')).toEqual(served)
})

test('[GAT4] events of batches count as frames of the tenant: what a batch takes too much, the next one waits for', async () => {
  const rates = createSharedRates({ ...DEFAULT_LIMITS, framesPerSecondPerTenant: 100 }, () => nowMs)
  const { app } = sampleHttp({ db, rates })
  const send = async (tenant: string, events: number) => {
    const token = await tokens.issue?.({ subject: 'ann', tenant, expiresInS: 60 })
    // None of them is an event, so nothing is asked of the database.
    const body = JSON.stringify({ events: Array(events).fill(null) })
    const headers = { authorization: `Bearer ${token}` }
    const response = await app.request('/v1/events/batch', { method: 'POST', headers, body })
    return [response.status, response.headers.get('retry-after')]
  }
  expect(await send('demo', 300)).toEqual([200, null])
  expect(await send('demo', 1)).toEqual([429, '3'])
  expect(await send('other', 1)).toEqual([200, null])
  nowMs = 2_020
  expect(await send('demo', 1)).toEqual([200, null])
})

test('[GAT4] an address that asks too often is refused before its token is looked at; another is not', async () => {
  const get = limited({ requestsPerSecondPerAddress: 2 })
  expect([await get('demo'), await get('nobody')]).toEqual([served, wrong])
  const refused = { status: 429, code: 'too_many_requests', retryAfter: '1' }
  expect([await get('demo'), await get('nobody')]).toEqual([refused, refused])
  expect(await get('demo', '192.0.2.2')).toEqual(served)
})

test('[GAT4] wrong tokens from an address become too many; right ones from there are served', async () => {
  const get = limited({ wrongTokensPerMinute: 2 })
  expect([await get('nobody'), await get('nobody')]).toEqual([wrong, wrong])
  const refused = { status: 429, code: 'too_many_attempts', retryAfter: '30' }
  expect([await get('nobody'), await get('nobody')]).toEqual([refused, refused])
  expect(await get('demo')).toEqual(served)
  expect(await get('nobody', '192.0.2.2')).toEqual(wrong)
  nowMs = 30_000
  expect(await get('nobody')).toEqual(wrong)
})

test('[GAT4] of what a device asks about by HTTP, ten documents cost as much as a request', async () => {
  const rates = createSharedRates({ ...DEFAULT_LIMITS, requestsPerSecondPerTenant: 10 }, () => nowMs)
  const { app } = sampleHttp({ db, rates })
  const token = await tokens.issue?.({ subject: 'ann', tenant: 'demo', expiresInS: 60 })
  const ask = async (count: number): Promise<number> => {
    const documents = Array.from({ length: count }, (_, n) => ({ entity: 'order', id: `o${n}`, state_vector: 'AA==' }))
    const body = JSON.stringify({ tenant: 'demo', documents })
    const headers = { authorization: `Bearer ${token}` }
    return (await app.request('/v1/sync', { method: 'POST', headers, body })).status
  }
  // Ten are there: one and five, one and two.
  expect([await ask(50), await ask(29), await ask(9), await ask(0)]).toEqual([200, 200, 200, 429])
  nowMs = 500
  // Five, of which each request takes one by itself.
  expect([await ask(50), await ask(30)]).toEqual([429, 200])
})
