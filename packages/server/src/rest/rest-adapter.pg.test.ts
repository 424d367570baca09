import { once } from 'node:events'
import { createServer as createHttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { nextEventId } from '@docket/core'
import { createTestDatabase } from '@docket/test-support/database'
import { getRequestListener } from '@hono/node-server'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { restOrder, restOrders } from '../../test/rest-order.ts'
import { createTokens } from '../auth/tokens.ts'
import { createServer, type DocketServer } from '../create-server.ts'
import { rulesFor } from '../gate/rules.ts'
import { createLogger } from '../logger.ts'
import type { FetchHandler } from './rest-options.ts'

const auth = { kind: 'secret', secret: 'a secret of at least thirty-two bytes' } as const
const tokens = createTokens(auth)
const database = await createTestDatabase()
const pool = new pg.Pool({ connectionString: database.url })
let server: DocketServer

beforeAll(async () => {
  const config = { port: 0, databaseUrl: database.url, redisUrl: undefined, notifications: 'postgres', auth } as const
  const tooMany = { code: 'too_many', reason: 'ask the kitchen first' }
  const rules = [
    rulesFor(restOrder, {
      authorize: ({ roles }) => roles.includes('waiter') || 'only waiters take orders',
      events: { item_added: (_, { item }) => item.quantity <= 100 || tooMany },
    }),
  ]
  server = await createServer({ entities: [restOrder], rules, config, logger: createLogger('silent') })
})
afterAll(async () => {
  await server.close()
  await pool.end()
})

interface Answer {
  readonly status: number
  readonly body: unknown
  readonly headers: Headers
}

type Client = (route: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>

async function client(handler: FetchHandler, subject = 'ann', roles = ['waiter'], tenant = 'demo'): Promise<Client> {
  const token = await tokens.issue?.({ subject, tenant, roles, expiresInS: 600 })
  return async (route, body, headers = {}) => {
    const [method = '', path] = route.split(' ')
    const response = await handler(
      new Request(`http://old.example${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, ...headers },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    )
    const text = await response.text()
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text), headers: response.headers }
  }
}

async function trail(id: string): Promise<string[]> {
  const { rows } = await pool.query(
    "select replace(event_type, 'order.', ''), verdict, actor_id from docket.audit_events where entity_id = $1 order by seq",
    [id],
  )
  return rows.map((row) => Object.values(row).join(' '))
}

const idIn = ({ body }: Answer): string => (body as { id: string }).id
const soup = { name: 'Soup', quantity: 1 }

describe.each(['by HTTP', 'in this process'])('%s', (way) => {
  let ask: Client
  const handler: FetchHandler = (request) => restOrders(way === 'by HTTP' ? server.url : server.fetch)(request)

  beforeAll(async () => {
    ask = await client(handler)
  })

  test('[RST1] a write is recorded in the name of its token, and answered with the state after it', async () => {
    const made = await ask('POST /orders', { table: 5 })
    const id = idIn(made)
    expect(made).toMatchObject({ status: 201, body: { id, table: 5, status: 'open', items: [] } })
    expect(made.headers.get('location')).toBe(`/orders/${id}`)
    const bob = await client(handler, 'bob')
    expect(await bob(`POST /orders/${id}/items`, soup)).toMatchObject({ status: 200, body: { items: [soup] } })
    expect(await ask(`PATCH /orders/${id}`, { status: 'paid' })).toMatchObject({
      status: 200,
      body: { status: 'paid' },
    })
    expect(await ask(`GET /orders/${id}`)).toMatchObject({ status: 200, body: { id, status: 'paid', items: [soup] } })
    expect(await trail(id)).toEqual(['created accepted ann', 'item_added accepted bob', 'paid accepted ann'])
  })

  test('[RST1] each of many writes, one after the other, is in the answer to it', async () => {
    const id = idIn(await ask('POST /orders', { table: 6 }))
    for (let count = 1; count <= 20; count++) {
      const { body } = await ask(`POST /orders/${id}/items`, { name: `Soup ${count}`, quantity: count })
      expect(body).toMatchObject({ items: Array.from({ length: count }, (_, n) => ({ quantity: n + 1 })) })
    }
  })

  test('[RST2] what is gone for old clients is 404 and in no list, and stays in the trail', async () => {
    const id = idIn(await ask('POST /orders', { table: 71 }))
    expect(await ask(`DELETE /orders/${id}`)).toMatchObject({ status: 204, body: undefined })
    expect(await ask(`GET /orders/${id}`)).toMatchObject({ status: 404, body: { code: 'not_found' } })
    expect(await ask(`PATCH /orders/${id}`, {})).toMatchObject({ status: 404 })
    expect(await ask('GET /orders?table=71')).toMatchObject({ body: [] })
    expect(await trail(id)).toEqual(['created accepted ann', 'archived accepted ann'])
  })

  test('[RST2] lists are filtered, sorted and paged', async () => {
    const chef = await client(handler, 'ann', ['waiter'], `list-${way.replaceAll(' ', '-')}`)
    for (const table of [3, 1, 5, 4, 2]) await chef('POST /orders', { table })
    const tables: unknown[] = []
    let pages = 0
    for (let next: string | undefined = '/orders?table[gte]=2&order=-table&limit=3'; next !== undefined; pages++) {
      const { body, headers }: Answer = await chef(`GET ${next}`)
      tables.push(...(body as { table: number }[]).map(({ table }) => table))
      next = /^<(.*)>; rel="next"$/.exec(headers.get('link') ?? '')?.[1]
    }
    expect([tables, pages]).toEqual([[5, 4, 3, 2], 2])
  })

  test('[RST2] If-None-Match is answered by 304 until something changes', async () => {
    const id = idIn(await ask('POST /orders', { table: 8 }))
    for (const path of [`/orders/${id}`, '/orders?table=8']) {
      const etag = (await ask(`GET ${path}`)).headers.get('etag') ?? ''
      expect(await ask(`GET ${path}`, undefined, { 'if-none-match': etag })).toMatchObject({ status: 304 })
      await ask(`POST /orders/${id}/items`, soup)
      expect(await ask(`GET ${path}`, undefined, { 'if-none-match': etag })).toMatchObject({ status: 200 })
    }
    const etag = (await ask(`GET /orders/${id}`)).headers.get('etag') ?? ''
    expect(await ask(`POST /orders/${id}/items`, soup, { 'if-match': etag })).toMatchObject({ status: 200 })
    expect(await ask(`POST /orders/${id}/items`, soup, { 'if-match': etag })).toMatchObject({
      status: 412,
      body: { code: 'precondition_failed' },
    })
  })

  test('[RST3] what the state does not allow, or no schema takes, is refused and leaves nothing', async () => {
    const id = idIn(await ask('POST /orders', { table: 9 }))
    await ask(`PATCH /orders/${id}`, { items: [soup], status: 'paid' })
    const before = await trail(id)
    const late = await ask(`POST /orders/${id}/items`, soup)
    expect(late).toMatchObject({ status: 409, body: { code: 'guard_refused', detail: 'the order is paid' } })
    expect(late.headers.get('content-type')).toBe('application/problem+json')
    expect(await ask(`POST /orders/${id}/items`, { name: 7 })).toMatchObject({
      status: 422,
      body: { code: 'payload_invalid', detail: expect.stringContaining('item.name') },
    })
    expect(await ask('POST /orders', { id, table: 9 })).toMatchObject({ status: 409, body: { code: 'already_exists' } })
    expect(await ask('POST /orders/no-such/items', soup)).toMatchObject({ status: 404, body: { code: 'not_found' } })
    expect(await ask('POST /orders', [1])).toMatchObject({ status: 400, body: { code: 'bad_request' } })
    expect(await ask('PUT /tables/1', {})).toMatchObject({ status: 404 })
    expect(await trail(id)).toEqual(before)
  })

  test('[RST3] a guard is asked with whoever the token is of', async () => {
    const thief = await client(handler, 'thief')
    const id = idIn(await thief('POST /orders', { table: 10 }))
    expect(await thief(`PATCH /orders/${id}`, { items: [soup], status: 'paid' })).toMatchObject({
      status: 409,
      body: { detail: 'not by a thief' },
    })
    expect(await trail(id)).toEqual(['created accepted thief'])
  })

  test('[RST3] a verdict is answered with its code, and stays in the trail', async () => {
    const id = idIn(await ask('POST /orders', { table: 11 }))
    expect(await ask(`POST /orders/${id}/items`, { ...soup, quantity: 101 })).toMatchObject({
      status: 422,
      body: { status: 422, code: 'too_many', detail: 'ask the kitchen first', recorded: true },
    })
    const guest = await client(handler, 'guest', ['guest'])
    expect(await guest(`POST /orders/${id}/items`, soup)).toMatchObject({ status: 403, body: { code: 'forbidden' } })
    expect(await ask(`GET /orders/${id}`)).toMatchObject({ body: { items: [] } })
    expect(await trail(id)).toEqual(['created accepted ann', 'item_added rejected ann', 'item_added rejected guest'])
  })

  test('[RST3] what Docket itself answers goes through', async () => {
    expect(await ask('GET /orders', undefined, { authorization: 'Bearer nonsense' })).toMatchObject({
      status: 401,
      body: { code: 'token_invalid' },
    })
    expect(await ask('GET /orders?sort[x]=1')).toMatchObject({ status: 400, body: { code: 'bad_request' } })
  })

  test('[RST4] sent again with its key, a request is recorded once and answered as before', async () => {
    const key = (name: string) => ({ 'idempotency-key': `${way} ${name}` })
    const made = await ask('POST /orders', { table: 12 }, key('create'))
    expect(await ask('POST /orders', { table: 12 }, key('create'))).toMatchObject({ status: 201, body: made.body })
    const id = idIn(made)
    for (const _ of [1, 2]) {
      const added = await ask(`POST /orders/${id}/items`, soup, key('soup'))
      expect(added).toMatchObject({ status: 200, body: { items: [soup] } })
    }
    // Paid already when it comes again: its guard would refuse it.
    for (const _ of [1, 2]) {
      const paid = await ask(`PATCH /orders/${id}`, { items: [soup], status: 'paid' }, key('pay'))
      expect(paid).toMatchObject({ status: 200, body: { status: 'paid', items: [soup, soup] } })
    }
    for (const _ of [1, 2]) {
      const late = await ask(`POST /orders/${id}/items`, soup, key('late'))
      expect(late).toMatchObject({ status: 409, body: { code: 'guard_refused' } })
    }
    expect(await ask(`POST /orders/${id}/items`, { ...soup, quantity: 2 }, key('soup'))).toMatchObject({
      status: 422,
      body: { code: 'idempotency_key_reused' },
    })
    expect(await trail(id)).toEqual(
      ['created', 'item_added', 'item_added', 'paid'].map((type) => `${type} accepted ann`),
    )
  })

  test('[RST4] a rejected request is rejected again with its key', async () => {
    const id = idIn(await ask('POST /orders', { table: 13 }))
    for (const _ of [1, 2]) {
      const body = { ...soup, quantity: 101 }
      expect(await ask(`POST /orders/${id}/items`, body, { 'idempotency-key': `${way} many` })).toMatchObject({
        status: 422,
        body: { code: 'too_many', recorded: true },
      })
    }
    expect(await trail(id)).toHaveLength(2)
  })

  test('[RST5] of the events of one request all are recorded, or none', async () => {
    const id = idIn(await ask('POST /orders', { table: 14 }))
    const items = [soup, { ...soup, quantity: 101 }]
    expect(await ask(`PATCH /orders/${id}`, { items, status: 'paid' })).toMatchObject({
      status: 422,
      body: { code: 'too_many' },
    })
    expect(await trail(id)).toEqual(['created accepted ann'])
    expect(await ask(`PATCH /orders/${id}`, {})).toMatchObject({ status: 200, body: { items: [] } })
  })

  test('[TEN1] another tenant’s entities are not there', async () => {
    const id = idIn(await ask('POST /orders', { table: 15 }))
    const stranger = await client(handler, 'ann', ['waiter'], 'other')
    expect(await stranger(`GET /orders/${id}`)).toMatchObject({ status: 404 })
    expect(await stranger(`POST /orders/${id}/items`, soup)).toMatchObject({ status: 404 })
    expect(await stranger('GET /orders')).toMatchObject({ body: [] })
  })
})

const isBatch = (request: Request): boolean => request.url.endsWith('/v1/events/batch')

test('[RST3] what has no effect, because something earlier arrived meanwhile, is told, and in the trail', async () => {
  const other = await client(restOrders(server.fetch), 'bob')
  const id = idIn(await other('POST /orders', { table: 16 }))
  const before = nextEventId(undefined, Date.now() - 60_000)
  const paid = { id: before, event_type: 'paid', entity_type: 'order', entity_id: id, payload: {} }
  const late = restOrders(async (request) => {
    if (isBatch(request)) {
      const body = JSON.stringify({ events: [paid] })
      const answer = await server.fetch(new Request(request.url, { method: 'POST', headers: request.headers, body }))
      expect(await answer.json()).toMatchObject({ accepted: [before] })
    }
    return server.fetch(request)
  })
  expect(await (await client(late))(`POST /orders/${id}/items`, soup)).toMatchObject({
    status: 409,
    body: { code: 'no_effect', detail: 'the order is paid', recorded: true },
  })
  expect(await other(`GET /orders/${id}`)).toMatchObject({ body: { items: [] } })
  expect(await trail(id)).toHaveLength(3)
})

test('[RST1] behind Node’s own server', async () => {
  const listener = getRequestListener(restOrders(server.fetch))
  const node = createHttpServer((request, response) => void listener(request, response)).listen(0, '127.0.0.1')
  await once(node, 'listening')
  const { port } = node.address() as AddressInfo
  const ask = await client((request) => {
    const { pathname } = new URL(request.url)
    return fetch(new Request(`http://127.0.0.1:${port}${pathname}`, request))
  })
  const id = idIn(await ask('POST /orders', { table: 18 }))
  expect(await ask(`POST /orders/${id}/items`, soup)).toMatchObject({ status: 200, body: { items: [soup] } })
  node.close()
})

test('[RST1] what is committed is no failure, though it cannot be read', async () => {
  let isCommitted = false
  const ask = await client(
    restOrders((request) => {
      if (isCommitted) return Promise.reject(new TypeError('fetch failed'))
      isCommitted = isBatch(request)
      return server.fetch(request)
    }),
  )
  const made = await ask('POST /orders', { id: 'unread', table: 17 })
  expect([made.status, made.body, made.headers.get('location')]).toEqual([201, undefined, '/orders/unread'])
  expect(await trail('unread')).toEqual(['created accepted ann'])
})

test('[RST2] a client that knows no pages gets all of a list', async () => {
  const headers = {
    authorization: `Bearer ${await tokens.issue?.({ subject: 'ann', tenant: 'many', roles: ['waiter'], expiresInS: 60 })}`,
  }
  const made = Array.from({ length: 1_050 }, (_, n) => ({
    id: nextEventId(undefined, Date.now()),
    event_type: 'created',
    entity_type: 'order',
    entity_id: `o-${n}`,
    payload: { table: (n % 7) + 1 },
  }))
  for (let from = 0; from < made.length; from += 500) {
    const body = JSON.stringify({ events: made.slice(from, from + 500) })
    expect((await fetch(`${server.url}/v1/events/batch`, { method: 'POST', headers, body })).status).toBe(200)
  }
  const ask = await client(restOrders(server.url), 'ann', ['waiter'], 'many')
  const all = await ask('GET /orders?order=-table')
  const ids = (all.body as { id: string }[]).map(({ id }) => id)
  expect(new Set(ids).size).toBe(1_050)
  expect(all.headers.get('link')).toBeNull()
  expect((all.body as { table: number }[]).map(({ table }) => table)).toEqual(
    made.map((_, n) => 7 - Math.floor(n / 150)),
  )
  expect((await ask('GET /orders?limit=5')).body).toHaveLength(5)
})

test('[RST3] without a Docket server it is 503, with when to ask again', async () => {
  const ask = await client(restOrders('http://127.0.0.1:9'))
  const answer = await ask('GET /orders/1')
  expect(answer).toMatchObject({ status: 503, body: { code: 'docket_unreachable' } })
  expect(answer.headers.get('retry-after')).toBe('1')
})
