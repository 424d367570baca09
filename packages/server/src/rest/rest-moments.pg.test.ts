import { once } from 'node:events'
import { createServer as createHttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { nextEventId } from '@docket/core'
import { getRequestListener } from '@hono/node-server'
import { expect, test } from 'vitest'
import { restOrders } from '../../test/rest-order.ts'
import { idIn, openRestServer, soup } from '../../test/rest-server.ts'

const rest = await openRestServer()
const { client, trail } = rest

const isBatch = (request: Request): boolean => request.url.endsWith('/v1/events/batch')

test('[RST3] what has no effect, because something earlier arrived meanwhile, is told, and in the trail', async () => {
  const other = await client(restOrders(rest.docket.fetch), 'bob')
  const id = idIn(await other('POST /orders', { table: 16 }))
  const before = nextEventId(undefined, Date.now() - 60_000)
  const paid = { id: before, event_type: 'paid', entity_type: 'order', entity_id: id, payload: {} }
  const late = restOrders(async (request) => {
    if (isBatch(request)) {
      const body = JSON.stringify({ events: [paid] })
      const answer = await rest.docket.fetch(
        new Request(request.url, { method: 'POST', headers: request.headers, body }),
      )
      expect(await answer.json()).toMatchObject({ accepted: [before] })
    }
    return rest.docket.fetch(request)
  })
  expect(await (await client(late))(`POST /orders/${id}/items`, soup)).toMatchObject({
    status: 409,
    body: { code: 'no_effect', detail: 'the order is paid', recorded: true },
  })
  expect(await other(`GET /orders/${id}`)).toMatchObject({ body: { items: [] } })
  expect(await trail(id)).toHaveLength(3)
})

test('[RST1] behind Node’s own server', async () => {
  const listener = getRequestListener(restOrders(rest.docket.fetch))
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
      return rest.docket.fetch(request)
    }),
  )
  const made = await ask('POST /orders', { id: 'unread', table: 17 })
  expect([made.status, made.body, made.headers.get('location')]).toEqual([201, undefined, '/orders/unread'])
  expect(await trail('unread')).toEqual(['created accepted ann'])
})

test('[RST2] a client that knows no pages gets all of a list', async () => {
  const headers = { authorization: `Bearer ${await rest.token('ann', ['waiter'], 'many')}` }
  const made = Array.from({ length: 1_050 }, (_, n) => ({
    id: nextEventId(undefined, Date.now()),
    event_type: 'created',
    entity_type: 'order',
    entity_id: `o-${n}`,
    payload: { table: (n % 7) + 1 },
  }))
  for (let from = 0; from < made.length; from += 500) {
    const body = JSON.stringify({ events: made.slice(from, from + 500) })
    expect((await fetch(`${rest.docket.url}/v1/events/batch`, { method: 'POST', headers, body })).status).toBe(200)
  }
  const ask = await client(restOrders(rest.docket.url), 'ann', ['waiter'], 'many')
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
