import { randomUUID } from 'node:crypto'
import { createStore, hocuspocusTransport } from '@docket/core'
import { createLogger, createServer, type DocketServer } from '@docket/server'
import { PAGE } from '../../examples/pos/server.ts'
import { order } from '../../examples/pos/src/order.ts'

const TENANT = 'demo'

export interface BusyRestaurant {
  readonly server: DocketServer
  readonly orderIds: readonly string[]
}

/** The till's server with so many open orders in it. */
export async function openRestaurant(dataDir: string, orders: number): Promise<BusyRestaurant> {
  const server = await createServer({
    entities: [order],
    config: { port: 0, databaseUrl: undefined, redisUrl: undefined, auth: { kind: 'development' } },
    staticDir: PAGE,
    dataDir,
    logger: createLogger('warn'),
  })
  const orderIds = Array.from({ length: orders }, () => randomUUID())
  await fill(server, orderIds)
  return { server, orderIds }
}

async function fill(server: DocketServer, orderIds: readonly string[]): Promise<void> {
  const store = createStore({
    tenant: TENANT,
    user: 'ada',
    device: 'till-bench',
    entities: [order],
    transport: hocuspocusTransport({ url: `${server.url.replace('http', 'ws')}/sync`, token: () => tokenOf(server) }),
  })
  const committed = orderIds.map(async (id, index) => {
    const doc = store.open(order, id)
    doc.record('created', { table_number: (index % 24) + 1 })
    const item = { id: randomUUID(), name: 'Set menu', quantity: 1, price_minor: 260 }
    await doc.record('item_added', { item }).committed
  })
  await Promise.all(committed)
  await store.close()
}

async function tokenOf(server: DocketServer): Promise<string> {
  const response = await fetch(`${server.url}/v1/dev/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ tenant: TENANT, sub: 'till-bench', roles: ['device'] }),
  })
  return ((await response.json()) as { token: string }).token
}
