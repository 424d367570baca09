import { once } from 'node:events'
import { createTestDatabase } from '@docket/test-support/database'
import { SignJWT } from 'jose'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { accepted, sampleCommit, sampleEvent } from '../../test/sample-commits.ts'
import { sampleOrder } from '../../test/sample-order.ts'
import { createServer, type DocketServer } from '../create-server.ts'
import { commitAlone, commitTenantRecord } from '../evidence/tenant-records.ts'
import { commitGroup } from '../ledger/commit-group.ts'
import { createLogger } from '../logger.ts'

const SECRET = 'of the tests of streams, and of nothing else'
const soon = { timeout: 15_000 }
const database = await createTestDatabase()
const pool = new pg.Pool({ connectionString: database.url })
let server: DocketServer

beforeAll(async () => {
  server = await createServer({
    entities: [sampleOrder],
    config: { port: 0, databaseUrl: database.url, redisUrl: undefined, auth: { kind: 'secret', secret: SECRET } },
    limits: { streamsPerTenant: 3 },
    logger: createLogger('silent'),
  })
})
afterAll(async () => {
  await server.close()
  await pool.end()
})

function tokenOf(tenant: string, roles: string[] = [], expires = '1h'): Promise<string> {
  return new SignJWT({ tenant, roles })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject('backend')
    .setExpirationTime(expires)
    .sign(new TextEncoder().encode(SECRET))
}

interface Message {
  readonly seq?: number
  readonly entity_type?: string
  readonly event_type?: string
  readonly heartbeat?: true
  readonly code?: string
}

async function stream(query: string, token: string) {
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/v1/stream?${query}`, {
    headers: { authorization: `Bearer ${token}` },
  })
  onTestFinished(() => socket.terminate())
  const messages: Message[] = []
  let closed: string | undefined
  socket.on('message', (data: Buffer) => messages.push(JSON.parse(data.toString()) as Message))
  socket.on('close', (_, reason) => {
    closed = reason.toString()
  })
  await once(socket, 'open')
  return { socket, messages, seqs: () => messages.flatMap(({ seq }) => seq ?? []), closed: () => closed }
}

/** By another program than the server under test: it is found in Postgres. */
async function commit(tenant: string, entity: string, events = 1, bytes = 0): Promise<number> {
  const address = { tenant, entity, id: 'a' }
  const judged = Array.from({ length: events }, () => accepted(sampleEvent({ payload: { text: 'x'.repeat(bytes) } })))
  const [receipt] = await commitGroup(pool, [sampleCommit(address, { events: judged, updates: [] })])
  return receipt?.seq ?? 0
}

const upTo = (seq: number): number[] => Array.from({ length: seq }, (_, index) => index + 1)

test('[STR1] [COM2] a reader gets every event in the order of the numbers, and goes on after the last that it has', async () => {
  await commit('ann', 'order', 700)
  const token = await tokenOf('ann')
  const first = await stream('', token)
  await vi.waitFor(() => expect(first.seqs()).toEqual(upTo(700)), soon)
  await commit('ann', 'order', 3)
  await vi.waitFor(() => expect(first.seqs()).toEqual(upTo(703)), soon)
  first.socket.terminate()
  await commit('ann', 'order', 2)
  const second = await stream('after=700', token)
  await vi.waitFor(() => expect(second.seqs()).toEqual([701, 702, 703, 704, 705]), soon)
  expect(second.messages[0]).toMatchObject({ entity_type: 'order', event_type: 'order.noted' })
})

test('[STR1] channels choose entities; the trail of the tenant itself is for who may read trails', async () => {
  await commit('bob', 'order')
  await commit('bob', 'bill')
  const record = { tenant: 'bob', type: 'trail_read', payload: {}, by: 'ann', at: 1 } as const
  await commitTenantRecord(commitAlone(pool), record)
  await commit('bob', 'order')
  const bills = await stream('channels=bill', await tokenOf('bob'))
  const all = await stream('', await tokenOf('bob'))
  const trail = await stream('channels=order,$tenant', await tokenOf('bob', ['auditor']))
  await vi.waitFor(() => expect([bills.seqs(), all.seqs(), trail.seqs()]).toEqual([[2], [1, 2, 4], [1, 3, 4]]), soon)
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/v1/stream?channels=$tenant`, {
    headers: { authorization: `Bearer ${await tokenOf('bob')}` },
  })
  const [, response] = (await once(socket, 'unexpected-response')) as [unknown, { statusCode: number }]
  expect(response.statusCode).toBe(403)
})

describe('who may stream', () => {
  const ask = async (headers: Record<string, string>, query = '') => {
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/v1/stream?${query}`, { headers })
    const [, response] = (await once(socket, 'unexpected-response')) as [
      unknown,
      AsyncIterable<Buffer> & { statusCode: number },
    ]
    let body = ''
    for await (const chunk of response) body += chunk.toString()
    return [response.statusCode, (JSON.parse(body) as { code: string }).code]
  }

  test('[STR3] needs a token, and a question that makes sense', async () => {
    expect(await ask({})).toEqual([401, 'token_missing'])
    expect(await ask({ authorization: 'Bearer wrong' })).toEqual([401, 'token_invalid'])
    const authorization = `Bearer ${await tokenOf('ann')}`
    expect(await ask({ authorization }, 'after=-1')).toEqual([400, 'bad_request'])
    expect(await ask({ authorization }, 'channels=a%20b')).toEqual([400, 'document_name_invalid'])
    const plain = await fetch(`${server.url}/v1/stream`, { headers: { authorization } })
    expect([plain.status, await plain.json()]).toMatchObject([426, { code: 'upgrade_required' }])
  })

  test('a browser sends its token as a subprotocol', async () => {
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/v1/stream`, ['docket', await tokenOf('ann')])
    onTestFinished(() => socket.terminate())
    await once(socket, 'open')
    expect(socket.protocol).toBe('docket')
  })

  test('[TEN1] nobody gets anything of another tenant', async () => {
    await commit('carl', 'order')
    const dora = await stream('', await tokenOf('dora'))
    const carl = await stream('', await tokenOf('carl'))
    await commit('carl', 'order')
    await commit('dora', 'order')
    await vi.waitFor(() => expect([dora.seqs(), carl.seqs()]).toEqual([[1], [1, 2]]), soon)
  })

  test('[STR3] a token that expires ends the stream; and a tenant has so many', async () => {
    const short = await stream('', await tokenOf('eve', [], '1s'))
    await vi.waitFor(() => expect(short.closed()).toBe('token_expired'), soon)
    const token = await tokenOf('eve')
    await Promise.all(upTo(3).map(() => stream('', token)))
    const fourth = await stream('', token)
    await vi.waitFor(() => expect(fourth.closed()).toBe('too_many_streams'), soon)
  })
})
