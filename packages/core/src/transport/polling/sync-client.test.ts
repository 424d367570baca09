import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test, vi } from 'vitest'
import { systemClock } from '../../clock/wall-clock.ts'
import { KeptToken } from '../kept-token.ts'
import { SyncClient } from './sync-client.ts'

const question = { tenant: 'demo', documents: [] }
const answer = { server_ms: 1, delayed: false, documents: [], checkpoints: [] }
const { signal } = new AbortController()

/** A server that answers as told, and a client of it. */
async function clientOf(respond: (response: ServerResponse) => void, options: { timeoutMs?: number } = {}) {
  const server = createServer((_, response) => respond(response)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/sync`
  const token = vi.fn(() => 'token')
  const kept = new KeptToken(token)
  return { client: new SyncClient({ url, token: kept, clock: systemClock, timeoutMs: 60_000, ...options }), token }
}

const problem = (code: string): string => JSON.stringify({ code, detail: 'why' })

test.each([
  ['an answer', 200, {}, JSON.stringify(answer), { kind: 'answered', answer }],
  ['the sign-in page of a hotel', 200, {}, '<html>', { kind: 'unreachable' }],
  [
    'too many requests',
    429,
    { 'retry-after': '7' },
    problem('too_many_requests'),
    { kind: 'busy', retryAfterMs: 7_000 },
  ],
  [
    'a server that ends',
    503,
    { 'retry-after': '2' },
    problem('shutting_down'),
    { kind: 'unreachable', retryAfterMs: 2_000 },
  ],
  [
    'a date to wait for, which needs a right clock',
    503,
    { 'retry-after': new Date(0).toUTCString() },
    '',
    { kind: 'unreachable' },
  ],
  ['too long a body', 413, {}, '', { kind: 'too large' }],
  [
    'a refusal',
    403,
    {},
    problem('tenant_mismatch'),
    { kind: 'refused', error: { code: 'tenant_mismatch', message: 'why' } },
  ],
  ['a server of another kind', 404, {}, 'not found', { kind: 'refused', error: { code: 'http_refused' } }],
])('%s', async (_, status, headers, body, outcome) => {
  const { client } = await clientOf((response) => response.writeHead(status, headers).end(body))
  expect(await client.ask(question, signal)).toMatchObject(outcome)
})

test('a fresh token that is refused is not asked for again before the next question', async () => {
  const { client, token } = await clientOf((response) => response.writeHead(401).end(problem('token_expired')))
  expect(await client.ask(question, signal)).toMatchObject({ kind: 'refused', error: { code: 'token_expired' } })
  expect(token).toHaveBeenCalledTimes(1)
  await client.ask(question, signal)
  expect(token).toHaveBeenCalledTimes(2)
})

test('without a token it is refused, and nothing is sent', async () => {
  const respond = vi.fn()
  const { client, token } = await clientOf(respond)
  token.mockImplementation(() => {
    throw new Error('not signed in')
  })
  expect(await client.ask(question, signal)).toMatchObject({ kind: 'refused', error: { code: 'token_unavailable' } })
  expect(respond).not.toHaveBeenCalled()
})

test('an answer that does not come in time, and a server that is not there, are the same', async () => {
  const { client } = await clientOf(() => undefined, { timeoutMs: 50 })
  expect(await client.ask(question, signal)).toEqual({ kind: 'unreachable' })
  const url = 'http://127.0.0.1:1/'
  const nobody = new SyncClient({ url, token: new KeptToken(''), clock: systemClock, timeoutMs: 60_000 })
  expect(await nobody.ask(question, signal)).toEqual({ kind: 'unreachable' })
})
