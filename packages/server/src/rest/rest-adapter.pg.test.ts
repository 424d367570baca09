import { beforeAll, describe, expect, test } from 'vitest'
import { restOrders } from '../../test/rest-order.ts'
import { type Answer, idIn, type OldClient, openRestServer, soup } from '../../test/rest-server.ts'
import type { FetchHandler } from './rest-options.ts'

const rest = await openRestServer()
const { client, trail } = rest

describe.each(['by HTTP', 'in this process'])('%s', (way) => {
  let ask: OldClient
  const handler: FetchHandler = (request) =>
    restOrders(way === 'by HTTP' ? rest.docket.url : rest.docket.fetch)(request)

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
    expect(await ask('GET /orders/a%20b')).toMatchObject({ status: 404, body: { code: 'not_found' } })
    expect(await ask('POST /orders', { id: '.', table: 9 })).toMatchObject({
      status: 422,
      body: { code: 'document_name_invalid' },
    })
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
    expect(await ask('POST /orders', { table: 99 }, key('create'))).toMatchObject({
      status: 422,
      body: { code: 'idempotency_key_reused' },
    })
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
