import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createLogger, createServer } from '@docket/server'
import { createTestDatabase } from '@docket/test-support/database'
import { createAdaptorServer } from '@hono/node-server'
import { serveStatic } from '@hono/node-server/serve-static'
import { Hono } from 'hono'
import pg from 'pg'
import { afterAll, beforeAll } from 'vitest'
import { front } from '../docket/front.ts'
import { order } from '../docket/order.ts'
import { orderRules } from '../docket/server-rules.ts'
import { oldBatches } from '../old-endpoint/events-table.ts'
import { findOrder, type OldOrder } from '../old-endpoint/orders-table.ts'
import { oldEndpoint } from '../old-endpoint/server.ts'
import { buildPage, PAGE } from './build-page.ts'

/** What is behind a page: the old endpoint, the same routes in front of Docket, or Docket. */
export interface Ports {
  readonly old: number
  readonly adapter: number
  readonly docket: number
}

export interface Servers {
  readonly ports: Ports
  token(user: string, tenant: string): Promise<string>
  /** What is in the database of the old endpoint, or of Docket. */
  orderAt(server: keyof Ports, id: string, tenant: string): Promise<OrderAt | undefined>
}

export interface OrderAt {
  readonly isPaid: boolean
  /** Their names. */
  readonly items: readonly string[]
}

/** Starts all three, each with the page; call it at the top of a test file. */
export async function startServers(): Promise<Servers> {
  const [oldDatabase, docketDatabase] = [await createTestDatabase(), await createTestDatabase()]
  const pool = new pg.Pool({ connectionString: oldDatabase.url })
  const closing: (() => Promise<unknown>)[] = []
  const ports = { old: 0, adapter: 0, docket: 0 }

  async function serve(app: Hono): Promise<number> {
    app.use(serveStatic({ root: PAGE }))
    const server = createAdaptorServer(app)
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    closing.push(async () => server.close())
    return (server.address() as AddressInfo).port
  }

  beforeAll(async () => {
    await buildPage()
    const config = {
      port: 0,
      databaseUrl: docketDatabase.url,
      redisUrl: undefined,
      notifications: 'postgres',
      auth: { kind: 'development' },
    } as const
    const logger = createLogger('silent')
    const docket = await createServer({ entities: [order], rules: [orderRules], staticDir: PAGE, config, logger })
    closing.push(() => docket.close())
    ports.docket = docket.port
    ports.adapter = await serve(front(docket.url))
    ports.old = await serve(new Hono().route('/', await oldEndpoint(pool)).route('/', await oldBatches(pool)))
  })
  afterAll(async () => {
    for (const close of closing.toReversed()) await close()
    await pool.end()
  })

  async function token(sub: string, tenant: string): Promise<string> {
    const response = await fetch(`http://localhost:${ports.docket}/v1/dev/token`, {
      method: 'POST',
      body: JSON.stringify({ sub, tenant, roles: ['waiter'] }),
    })
    const body: { token: string } = await response.json()
    return body.token
  }

  async function atDocket(id: string, tenant: string): Promise<OrderAt | undefined> {
    const headers = { authorization: `Bearer ${await token('test', tenant)}` }
    const response = await fetch(`http://localhost:${ports.docket}/v1/entities/order/${id}`, { headers })
    if (!response.ok) return undefined
    const { state }: { state: OldOrder } = await response.json()
    return { isPaid: state.status === 'paid', items: state.items.map(({ name }) => name) }
  }

  async function atOld(id: string): Promise<OrderAt | undefined> {
    const row = await findOrder(pool, id)
    if (row !== undefined) return { isPaid: row.status === 'paid', items: row.items.map(({ name }) => name) }
    const { rows } = await pool.query('select event_type, payload from events where entity_id = $1 order by event_id', [
      id,
    ])
    const types = rows.map(({ event_type }) => event_type)
    if (types.length === 0) return undefined
    return { isPaid: types.includes('order.paid'), items: rows.flatMap(({ payload }) => payload.item?.name ?? []) }
  }

  return { ports, token, orderAt: (server, id, tenant) => (server === 'old' ? atOld(id) : atDocket(id, tenant)) }
}
