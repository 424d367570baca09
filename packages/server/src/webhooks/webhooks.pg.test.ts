import { createTestDatabase } from '@docket/test-support/database'
import type { Pool } from 'pg'
import { pino } from 'pino'
import { Webhook as Verifier } from 'standardwebhooks'
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { startChildServer } from '../../test/child-server.ts'
import { runDocket } from '../../test/run-docket.ts'
import { accepted, sampleCommit, sampleEvent } from '../../test/sample-commits.ts'
import { sampleOrder } from '../../test/sample-order.ts'
import { oneTo } from '../../test/seen-projection.ts'
import { waitUntil } from '../../test/wait-until.ts'
import { startReceiver, type WebhookReceiver } from '../../test/webhook-receiver.ts'
import { SAMPLE_SECRET } from '../../test/webhook-secret.ts'
import { createServer, type DocketServer } from '../create-server.ts'
import { commitGroup } from '../ledger/commit-group.ts'
import { createPool } from '../ledger/pool.ts'
import type { Webhook } from './webhook.ts'

const PAYLOAD = 'nobody may log this soup'
const TIMEOUT = { timeout: 25_000 }
let url: string
let pool: Pool
let logged: string

beforeEach(async () => {
  url = (await createTestDatabase()).url
  pool = await createPool(url)
  logged = ''
})
afterEach(async () => {
  await pool.end()
  expect(logged).not.toContain(SAMPLE_SECRET.slice(6))
  expect(logged).not.toContain(PAYLOAD)
})

function write(line: string): void {
  logged += line
}

async function start(...webhooks: Webhook[]): Promise<DocketServer> {
  const server = await createServer({
    entities: [sampleOrder],
    tenant: 'demo',
    webhooks,
    config: {
      port: 0,
      databaseUrl: url,
      redisUrl: undefined,
      notifications: 'postgres',
      auth: { kind: 'development' },
    },
    logger: pino({ base: null }, { write }),
  })
  onTestFinished(() => server.close())
  return server
}

async function receiver(...given: Parameters<typeof startReceiver>): Promise<WebhookReceiver> {
  const started = await startReceiver(...given)
  onTestFinished(() => started.close())
  return started
}

function webhook({ url: to }: Pick<WebhookReceiver, 'url'>, given: Partial<Webhook> = {}): Webhook {
  return { name: 'hook', url: to, secret: SAMPLE_SECRET, retries: { delayS: 1, delayMaxS: 1 }, ...given }
}

const seqsOf = ({ received }: WebhookReceiver): number[] => received.map(({ body }) => JSON.parse(body).seq)
const distinct = (seqs: readonly number[]): number[] => [...new Set(seqs)].toSorted((a, b) => a - b)

test('[WHK1] each event that is committed from now on is sent, as /v1/events/since gives it, and signed', async () => {
  const to = await receiver()
  await (await start()).entity(sampleOrder, 'a').record('item_added', { name: 'before' })
  const server = await start(webhook(to))
  for (const name of ['soup', 'tea']) await server.entity(sampleOrder, 'a').record('item_added', { name })
  await vi.waitFor(() => expect(to.received).toHaveLength(2), TIMEOUT)

  const response = await fetch(`${server.url}/v1/dev/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ tenant: 'demo', sub: 'ann' }),
  })
  const { token } = (await response.json()) as { token: string }
  const since = await fetch(`${server.url}/v1/events/since?after=1`, { headers: { authorization: `Bearer ${token}` } })
  const { events } = (await since.json()) as { events: { event_id: string }[] }
  const verifier = new Verifier(SAMPLE_SECRET)
  for (const { headers, body } of to.received) {
    const message = verifier.verify(body, headers as Record<string, string>)
    expect(events.map((event) => ({ tenant_id: 'demo', ...event }))).toContainEqual(message)
    expect(headers).toMatchObject({ 'webhook-id': JSON.parse(body).event_id, 'content-type': 'application/json' })
    expect(() => verifier.verify(`${body} `, headers as Record<string, string>)).toThrow()
  }
  expect(distinct(seqsOf(to))).toEqual([2, 3])
})

test('[WHK1] it sends the types and the tenant that it is for', async () => {
  const [some, all] = [await receiver(), await receiver()]
  const server = await start(
    webhook(some, { name: 'some', tenant: 'demo', types: ['order.paid'] }),
    webhook(all, { name: 'all' }),
  )
  const other = server.entity(sampleOrder, 'a', { tenant: 'other' })
  await other.record('paid', {})
  await server.entity(sampleOrder, 'a').record('item_added', { name: 'tea' })
  await server.entity(sampleOrder, 'a').record('paid', {})
  await vi.waitFor(() => expect([some.received.length, all.received.length]).toEqual([1, 3]), TIMEOUT)
  expect(some.received.map(({ body }) => JSON.parse(body))).toMatchObject([
    { tenant_id: 'demo', seq: 2, event_type: 'order.paid' },
  ])
  const tenants = all.received.map(({ body }) => JSON.parse(body).tenant_id)
  expect(tenants.toSorted()).toEqual(['demo', 'demo', 'other'])
})

test('[WHK2] a receiver that fails, is slow, or is away gets every event in the end', async () => {
  let isSlow = true
  const first = await receiver((response, _, index) => {
    if (index % 2 === 0) response.writeHead(500).end(PAYLOAD)
    else if (!isSlow) response.writeHead(200).end('thanks')
    isSlow = false
  })
  const server = await start(webhook(first, { timeoutMs: 500, retries: { limit: 100, delayS: 1, delayMaxS: 1 } }))
  const order = server.entity(sampleOrder, 'a')
  const record = async (count: number) => {
    for (let index = 0; index < count; index++) await order.record('item_added', { name: PAYLOAD })
  }
  await record(3)
  await vi.waitFor(() => expect(distinct(seqsOf(first))).toEqual([1, 2, 3]), TIMEOUT)
  await first.close()
  await record(3)
  await vi.waitFor(() => expect(logged).toContain('"code":"unreachable"'), TIMEOUT)
  const second = await receiver(undefined, first.port)
  await vi.waitFor(() => expect(distinct(seqsOf(second))).toEqual(expect.arrayContaining([4, 5, 6])), TIMEOUT)
  expect(logged).toContain('"code":"status_500"')
  await vi.waitFor(async () => {
    const { rows } = await pool.query(
      `select distinct state::text from docket_jobs.job where name = 'webhook/hook' order by 1`,
    )
    expect(rows).toEqual([{ state: 'completed' }])
  }, TIMEOUT)
  const { rows } = await pool.query('select data::text as data, output::text as output from docket_jobs.job')
  expect(JSON.stringify(rows)).not.toContain(PAYLOAD)
}, 60_000)

test('[WHK2] a server that is killed while it sends loses none', async () => {
  const count = 200
  const events = Array.from({ length: count }, () => accepted(sampleEvent({ payload: { name: PAYLOAD } })))
  await (await start()).close()
  await commitGroup(pool, [sampleCommit({ tenant: 'demo', entity: 'order', id: 'a' }, { events })])
  // Some stay without an answer until the server is killed, so that it dies in mid-delivery.
  let isHanging = true
  const answered: number[] = []
  const to = await receiver((response, { body }) => {
    const { seq } = JSON.parse(body)
    if (isHanging && seq % 5 === 0) return
    response.writeHead(204).end()
    answered.push(seq)
  })
  const environment = { DATABASE_URL: url, WEBHOOK_URL: to.url }
  const child = await startChildServer('webhooks', environment)
  await waitUntil('many are sent', () => answered.length >= 40)
  await child.kill()
  expect(distinct(answered).length).toBeLessThan(count)
  isHanging = false
  const last = await startChildServer('webhooks', environment)
  onTestFinished(() => last.kill())
  await vi.waitFor(() => expect(distinct(answered)).toEqual(oneTo(count)), { timeout: 60_000 })
}, 120_000)

test('[WHK2] two nodes send each event once when nothing fails', async () => {
  const to = await receiver()
  const nodes = [await start(webhook(to)), await start(webhook(to))]
  for (let round = 0; round < 40; round++)
    await nodes[round % 2]?.entity(sampleOrder, `o${round % 3}`).record('item_added', { name: 'tea' })
  await vi.waitFor(() => expect(distinct(seqsOf(to))).toEqual(oneTo(40)), TIMEOUT)
  expect(to.received).toHaveLength(40)
})

test('[WHK3] what is given up is listed, and sent again when somebody says so', async () => {
  let isMended = false
  const to = await receiver((response) => response.writeHead(isMended ? 204 : 503).end())
  const retries = { limit: 1, delayS: 1, delayMaxS: 1 }
  const server = await start(webhook(to, { retries }), webhook(to, { name: 'other', retries }))
  await server.entity(sampleOrder, 'a').record('paid', {})
  const docket = (...args: string[]) => runDocket('.', args, { DATABASE_URL: url })
  await vi.waitFor(async () => {
    const { rows } = await pool.query(`select from docket_jobs.job where name = 'webhooks-failed'`)
    expect(rows).toHaveLength(2)
  }, TIMEOUT)
  expect(to.received).toHaveLength(4)
  const { stdout } = await docket('webhooks', 'failed')
  expect(stdout.trim().split('\n')).toHaveLength(2)
  expect(stdout).toMatch(/^[0-9a-f-]{36} hook demo 1 status_503 2 attempts \d{4}-.+Z$/m)
  expect(logged).toContain('is given up')
  isMended = true
  expect((await docket('webhooks', 'retry', 'hook')).stdout).toBe('1 will be sent again\n')
  await vi.waitFor(() => expect(to.received).toHaveLength(5), TIMEOUT)
  const rest = await docket('webhooks', 'failed')
  expect(rest.stdout).toMatch(/^[0-9a-f-]{36} other /)
  const [id = ''] = rest.stdout.split(' ')
  expect((await docket('webhooks', 'retry', '--id', id)).stdout).toBe('1 will be sent again\n')
  await vi.waitFor(() => expect(to.received).toHaveLength(6), TIMEOUT)
  expect(await docket('webhooks', 'failed')).toMatchObject({ code: 0, stdout: '' })
}, 120_000)

test('[WHK4] it follows no redirection', async () => {
  const to = await receiver((response, { path }) =>
    response.writeHead(path === '/hook' ? 307 : 204, { location: '/elsewhere' }).end(),
  )
  const server = await start(webhook(to))
  await server.entity(sampleOrder, 'a').record('paid', {})
  await vi.waitFor(() => expect(to.received.length).toBeGreaterThan(1), TIMEOUT)
  expect(to.received.map(({ path }) => path)).not.toContain('/elsewhere')
  expect(logged).toContain('"code":"status_307"')
})

test('what is wrong with a webhook is said before anything is opened, without its secret', async () => {
  const good = webhook({ url: 'https://example.com/hook' })
  for (const wrong of [
    { name: 'A hook' },
    { url: 'ftp://example.com' },
    { url: `https://user:${SAMPLE_SECRET}@example.com` },
    { secret: 'whsec_c2hvcnQ=' },
    { secret: SAMPLE_SECRET.slice(6) },
  ]) {
    const failure = await start({ ...good, ...wrong }).catch((error: Error) => error)
    expect(failure).toMatchObject({ code: 'webhook_invalid' })
    expect(String(failure)).not.toContain(SAMPLE_SECRET.slice(6))
  }
  await expect(start(good, good)).rejects.toMatchObject({ code: 'webhook_invalid' })
})

test('[WHK5] a role that may make no schema sends webhooks once their owner has set them up', async () => {
  const role = `hooks_${crypto.randomUUID().replaceAll('-', '')}`
  const owners = url
  const docket = (...args: string[]) => runDocket('.', args, { DATABASE_URL: url })
  await pool.query(`create role ${role} login password 'app'`)
  onTestFinished(async () => {
    const owner = await createPool(owners)
    await owner.query(`drop owned by ${role}; drop role ${role}`)
    await owner.end()
  })
  expect(await docket('migrate', '--grant-to', role)).toMatchObject({ code: 0 })
  const to = await receiver()
  const asRole = new URL(url)
  asRole.username = role
  asRole.password = 'app'
  url = asRole.href
  await expect(start(webhook(to))).rejects.toMatchObject({ code: 'jobs_not_set_up' })
  url = owners
  expect((await docket('webhooks', 'failed')).stderr).toMatch(/^jobs_not_set_up: /)
  expect(await docket('migrate', '--webhooks', '--grant-to', role)).toMatchObject({ code: 0, stderr: '' })
  expect(await docket('webhooks', 'failed')).toMatchObject({ code: 0, stdout: '' })
  url = asRole.href
  const server = await start(webhook(to))
  await server.entity(sampleOrder, 'a').record('paid', {})
  await vi.waitFor(() => expect(to.received).toHaveLength(1), TIMEOUT)
  expect(logged).not.toContain('"level":50')
}, 120_000)
