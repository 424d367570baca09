import { createTestDatabase } from '@docket/test-support/database'
import pg from 'pg'
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import * as Y from 'yjs'
import { Conversation } from '../test/hostile/conversation.ts'
import { appendOf, goodEvent } from '../test/hostile/target.ts'
import { tally } from '../test/tally.ts'
import { createTokens } from './auth/tokens.ts'
import { createServer, type DocketServer } from './create-server.ts'
import { createLogger } from './logger.ts'

const auth = { kind: 'secret', secret: 'the secret of these tests, 32 bytes' } as const
const RATE = 50
const tokens = createTokens(auth)
const database = await createTestDatabase()
let server: DocketServer

beforeAll(async () => {
  server = await createServer({
    entities: [tally],
    config: { port: 0, databaseUrl: database.url, redisUrl: undefined, auth, trustedProxies: 1 },
    limits: { framesPerSecondPerTenant: RATE, wrongTokensPerMinute: 3, recordedBreachesPerMinute: 5 },
    logger: createLogger('silent'),
  })
})
afterAll(() => server.close())

async function tokenOf(tenant: string): Promise<string> {
  return (await tokens.issue?.({ subject: 'till', tenant, roles: ['device'], expiresInS: 60 })) ?? ''
}

function conversation(from = '192.0.2.1'): Conversation {
  const socket = new Conversation(server.port, { 'x-forwarded-for': from })
  onTestFinished(() => socket.close())
  return socket
}

test('[GAT4] a tenant that floods the server is read more slowly, on all its sockets, and loses nothing; another is not', async () => {
  const nothing = new Uint8Array([0, 0])
  let answered = 0
  let isOver = false
  const floods = await Promise.all(
    Array.from({ length: 20 }, async (_, n) => {
      const [socket, name] = [conversation(), `busy/tally/${n}`]
      await socket.open(name, await tokenOf('busy'))
      return async () => {
        for (; !isOver; answered++) expect(await socket.update(name, nothing)).toEqual({ kind: 'acknowledged' })
      }
    }),
  )
  const [socket, name] = [conversation(), 'calm/tally/a']
  await socket.open(name, await tokenOf('calm'))
  const flooded = Promise.all(floods.map((flood) => flood()))
  for (const update of updatesOf(RATE * 0.8)) {
    expect(await socket.update(name, update)).toEqual({ kind: 'acknowledged' })
  }
  // Without a limit each of the twenty is at least as fast, because it commits nothing.
  expect(answered).toBeLessThan(RATE * 10)
  isOver = true
  await flooded
})

function updatesOf(count: number): Uint8Array[] {
  const doc = new Y.Doc()
  return Array.from({ length: count }, () => {
    const update = appendOf(doc, goodEvent())
    Y.applyUpdate(doc, update)
    return update
  })
}

test('[GAT4] wrong tokens without end are refused as too many, while a right one from the same address opens its document', async () => {
  const from = '198.51.100.7'
  const reasons: string[] = []
  for (let n = 0; n < 5; n++) {
    const answer = await conversation(from).authenticate('demo/tally/x', `wrong ${n}`)
    if (answer.kind === 'denied') reasons.push(answer.reason)
  }
  expect(reasons).toEqual([...Array<string>(3).fill('token_invalid'), 'too_many_attempts', 'too_many_attempts'])
  const http = await fetch(`${server.url}/v1/events/since`, {
    headers: { authorization: 'Bearer wrong', 'x-forwarded-for': from },
  })
  expect([http.status, await http.json()]).toMatchObject([429, { code: 'too_many_attempts' }])
  expect(Number(http.headers.get('retry-after'))).toBeGreaterThan(0)
  await conversation(from).open('demo/tally/x', await tokenOf('demo'))
  expect(await conversation('198.51.100.8').authenticate('demo/tally/x', 'wrong')).toMatchObject({
    kind: 'denied',
    reason: 'token_invalid',
  })
})

test('[GAT4] whoever breaks the protocol on one socket after the other is refused each time, and recorded only so often', async () => {
  const garbage = new Uint8Array([1, 2, 3])
  for (let n = 0; n < 12; n++) {
    const [socket, name] = [conversation(), `rude/tally/${n}`]
    await socket.open(name, await tokenOf('rude'))
    expect(await socket.update(name, garbage)).toMatchObject({ kind: 'refused' })
    socket.close()
  }
  const pool = new pg.Pool({ connectionString: database.url })
  onTestFinished(() => pool.end())
  await vi.waitFor(async () => {
    const { rows } = await pool.query(`select count(*)::int as n from docket.breaches where tenant_id = 'rude'`)
    expect(rows).toEqual([{ n: 5 }])
  }, 10_000)
})
