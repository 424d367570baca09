import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer as createProxy, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createTestDatabase } from '@docket/test-support/database'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { sampleOrder } from '../../test/sample-order.ts'
import { createTokens } from '../auth/tokens.ts'
import { createServer, type DocketServer } from '../create-server.ts'
import { createLogger } from '../logger.ts'

const SCRIPT = fileURLToPath(new URL('../../../../docs/backend.py', import.meta.url))
const auth = { kind: 'secret', secret: 'the secret of these tests, 32 bytes' } as const
const database = await createTestDatabase()
let server: DocketServer
let folder: string
let token: string

beforeAll(async () => {
  server = await createServer({
    entities: [sampleOrder],
    config: { port: 0, databaseUrl: database.url, redisUrl: undefined, auth },
    logger: createLogger('silent'),
  })
  folder = await mkdtemp(join(tmpdir(), 'docket-backend-'))
  token = (await createTokens(auth).issue?.({ subject: 'office', tenant: 'demo', roles: [], expiresInS: 600 })) ?? ''
})
afterAll(async () => {
  await server.close()
  await rm(folder, { recursive: true })
})

interface Ended {
  readonly code: number
  readonly lines: readonly string[]
  readonly errors: string
}

function backend(args: readonly string[], url = server.url): Promise<Ended> {
  const env = { PATH: process.env.PATH, DOCKET_URL: url, DOCKET_TOKEN: token }
  return new Promise((resolve, reject) => {
    const child = execFile('python3', [SCRIPT, ...args], { env, cwd: folder }, (error, stdout, errors) => {
      if (error !== null && child.exitCode === null) {
        return reject(new Error('docs/backend.py cannot be tested without python3 on PATH', { cause: error }))
      }
      resolve({ code: child.exitCode ?? -1, lines: stdout.split('\n').filter(Boolean), errors })
    })
  })
}

/** A server that fails as told, request by request, and then passes on. */
async function unreliable(failures: ((response: ServerResponse, pass: () => Promise<Response>) => Promise<void>)[]) {
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const body = Buffer.concat(await request.toArray())
    const headers = { authorization: request.headers.authorization ?? '', 'content-type': 'application/json' }
    const pass = () => fetch(`${server.url}${request.url}`, { method: request.method ?? 'GET', headers, body })
    const fail = failures.shift()
    if (fail !== undefined) return fail(response, pass)
    const passed = await pass()
    response.writeHead(passed.status, { 'content-type': 'application/json' }).end(await passed.text())
  }
  const proxy = createProxy((request, response) => void answer(request, response)).listen(0)
  onTestFinished(() => void proxy.close())
  return `http://localhost:${(proxy.address() as AddressInfo).port}`
}

const line = (receipt: number, payload: unknown = { name: 'soup' }) =>
  JSON.stringify({
    event_type: 'order.item_added',
    entity_type: 'order',
    entity_id: `table-${receipt % 7}`,
    payload,
    timestamp: `2026-11-22T18:00:${String(receipt % 60).padStart(2, '0')}Z`,
    idempotency_key: `receipt ${receipt}`,
  })

test('[HTTP2] a back end whose answers get lost sends again, and each event is recorded once', async () => {
  const lines = Array.from({ length: 600 }, (_, n) => line(n))
  await writeFile(join(folder, 'receipts.jsonl'), `${lines.join('\n')}\n`)
  const url = await unreliable([
    async (response) => void response.writeHead(429, { 'retry-after': '0' }).end(),
    async (response, pass) => {
      await pass()
      response.destroy()
    },
    async (response) => void response.writeHead(503, { 'retry-after': '0' }).end(),
  ])
  expect(await backend(['send', 'receipts.jsonl'], url)).toMatchObject({ code: 0, lines: ['600 accepted, 0 rejected'] })
  expect(await backend(['send', 'receipts.jsonl'])).toMatchObject({ code: 0, lines: ['600 accepted, 0 rejected'] })
  const { lines: events } = await backend(['follow', '--cursor', 'all.txt', '--once'])
  expect(events).toHaveLength(600)
  await writeFile(join(folder, 'wrong.jsonl'), `${line(600, {})}\n${line(601)}\n`)
  expect(await backend(['send', 'wrong.jsonl'])).toMatchObject({
    code: 1,
    lines: ['1 accepted, 1 rejected'],
    errors: expect.stringContaining('payload_invalid'),
  })
})

test('[COM2] it follows what is committed, and goes on where it was', async () => {
  const follow = () => backend(['follow', '--cursor', 'cursor.txt', '--once'])
  const seqs = ({ lines }: Ended) => lines.map((one) => (JSON.parse(one) as { seq: number }).seq)
  const first = seqs(await follow())
  expect(first).toEqual(Array.from({ length: first.length }, (_, n) => n + 1))
  expect(await readFile(join(folder, 'cursor.txt'), 'utf8')).toBe(String(first.length))
  expect(seqs(await follow())).toEqual([])
  await writeFile(join(folder, 'more.jsonl'), line(700))
  await backend(['send', 'more.jsonl'])
  expect(seqs(await follow())).toEqual([first.length + 1])
})

test('[HTTP4] it lists entities, page by page', async () => {
  const { lines } = await backend(['list', 'order', 'count[gte]=86&sort=-count&limit=2'])
  const counts = lines.map((one) => (JSON.parse(one) as { summary: { count: number } }).summary.count)
  expect(counts).toEqual(counts.toSorted((a, b) => b - a))
  expect(counts.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(500)
  expect(await backend(['list', 'table'])).toMatchObject({ code: 2, errors: expect.stringContaining('entity_unknown') })
})
