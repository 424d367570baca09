import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { eventLine, importBench } from '../../test/import/import-bench.ts'
import { tally } from '../../test/tally.ts'
import { createTokens } from '../auth/tokens.ts'
import { createServer, type DocketServer } from '../create-server.ts'
import { createLogger } from '../logger.ts'
import { batchEndpoint } from './target/batch-endpoint.ts'

const auth = { kind: 'secret', secret: 'the secret of these tests, 32 bytes' } as const
const tokens = createTokens(auth)
const bench = await importBench()
let server: DocketServer
let token: string

beforeAll(async () => {
  const config = { port: 0, databaseUrl: bench.url, redisUrl: undefined, auth }
  server = await createServer({ entities: [tally], config, logger: createLogger('silent') })
  token = await tokenOf(['device'])
})
afterAll(() => server.close())

async function tokenOf(roles: readonly string[], tenant = 'demo'): Promise<string> {
  return (await tokens.issue?.({ subject: 'back-office', tenant, roles, expiresInS: 600 })) ?? ''
}

const documentsOf = async (id: string) =>
  (await bench.content()).filter(({ document }) => document === `demo/tally/${id}`)

/** A status that is answered in the server's place; the connection or the server's answer is lost; or all is well. */
type Trouble = 429 | 502 | 503 | 'cut' | 'lost' | undefined

/** Stands before the server, and meets the requests with these. */
async function troubled(trouble: (request: number) => Trouble): Promise<{ url: string; requests(): number }> {
  let requests = 0
  const meet = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await new Response(request).text()
    const met = trouble(requests++)
    if (typeof met === 'number') return void response.writeHead(met, { 'retry-after': '0' }).end('{"code":"busy"}')
    if (met === 'cut') return void response.destroy()
    const { authorization = '' } = request.headers
    const headers = { authorization, 'content-type': 'application/json' }
    const answered = await fetch(`${server.url}${request.url}`, { method: 'POST', headers, body })
    if (met === 'lost') response.destroy()
    else response.writeHead(answered.status).end(await answered.text())
  }
  const proxy = createHttpServer((request, response) => void meet(request, response))
  await new Promise<void>((resolve) => proxy.listen(0, resolve))
  onTestFinished(() => void proxy.close())
  return { url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`, requests: () => requests }
}

test('[IMP3] a server that runs gets the events as a back end sends them, by a token that may', async () => {
  await bench.write('a.ndjson', [1, 2].map((n) => eventLine({ id: n, entity_id: 'a', user_id: `u${n}` })).join(''))
  expect(await bench.run('a.ndjson', { url: server.url, token })).toMatchObject({ isWhole: true })
  expect((await documentsOf('a')).map(({ event }) => [event.by, event.device])).toEqual([
    ['u1', 'import'],
    ['u2', 'import'],
  ])
  const { rows } = await bench.pool.query(`select distinct submitted_by from docket.audit_events where entity_id = 'a'`)
  expect(rows).toEqual([{ submitted_by: 'back-office' }])
})

test('[IMP2] a server that is busy, away, or whose answers are lost, is asked again', async () => {
  const lines = Array.from({ length: 1_200 }, (_, n) =>
    eventLine({ id: `b${n}`, entity_id: `b${n % 3}`, payload: { n } }),
  )
  await bench.write('b.ndjson', lines.join(''))
  const troubles: Trouble[] = [429, 503, undefined, 502, 'cut', 'lost']
  const { url, requests } = await troubled((request) => troubles[request])
  expect(await bench.run('b.ndjson', { url, token })).toMatchObject({ isWhole: true })
  expect(requests()).toBe(8)
  const content = await Promise.all(['b0', 'b1', 'b2'].map(documentsOf))
  expect(content.map((events) => events.length)).toEqual([400, 400, 400])
})

test('while a server runs, the import says that it goes through it', async () => {
  await bench.write('d.ndjson', eventLine({ id: 'd', entity_id: 'd' }))
  await expect(bench.run('d.ndjson')).rejects.toMatchObject({
    code: 'node_already_running',
    message: expect.stringContaining('--url'),
  })
})

test('a server that takes nothing is given up, and the next run goes on', async () => {
  const { url } = await troubled(() => 503)
  const target = batchEndpoint({ url, token: async () => token, patienceMs: 1 })
  await expect(target.send([])).rejects.toMatchObject({
    code: 'server_unreachable',
    message: expect.stringContaining('busy'),
  })
})

test.each<[string, () => Promise<string>, string]>([
  ['of another tenant', () => tokenOf(['device'], 'other'), 'tenant_mismatch'],
  ['that may not say who did what', () => tokenOf(['waiter']), 'role_missing'],
  ['with another signature', async () => `${token.slice(0, -3)}AAA`, 'token_invalid'],
])('a token %s is refused before anything is sent', async (_, make, code) => {
  await bench.write('c.ndjson', eventLine({ id: 'c', entity_id: 'c' }))
  const wrong = await make()
  await expect(bench.run('c.ndjson', { url: server.url, token: wrong })).rejects.toMatchObject({
    code,
    message: expect.not.stringContaining(wrong),
  })
  expect(await documentsOf('c')).toEqual([])
})

test('without definitions, a type that the server does not know stops the import', async () => {
  const lines = Array.from({ length: 600 }, (_, n) => eventLine({ id: `u${n}`, entity_id: 'u', event_type: 'removed' }))
  await bench.write('u.ndjson', lines.join(''))
  await expect(bench.run('u.ndjson', { url: server.url, token, entities: undefined })).rejects.toMatchObject({
    code: 'event_type_unknown',
  })
  expect(await documentsOf('u')).toHaveLength(500)
})

test('without definitions, an entity that the server does not know stops the import', async () => {
  await bench.write('v.ndjson', eventLine({ id: 'v', entity_type: null }))
  const options = { url: server.url, token, entities: undefined, entity: 'order' }
  await expect(bench.run('v.ndjson', options)).rejects.toMatchObject({ code: 'entity_unknown' })
})
