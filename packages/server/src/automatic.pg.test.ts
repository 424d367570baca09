import { automaticTransport, type Receipt, type Transport } from '@docket/core'
import { createTestDatabase } from '@docket/test-support/database'
import type { HttpProxy } from '@docket/test-support/http-proxy'
import pg from 'pg'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { deviceOf, ledgerOf, list, proxyTo, soon, tokenOf } from '../test/sync-bench.ts'
import { createServer, type DocketServer } from './create-server.ts'
import { createLogger } from './logger.ts'

const database = await createTestDatabase()
const pool = new pg.Pool({ connectionString: database.url })
let server: DocketServer

beforeAll(async () => {
  server = await createServer({
    entities: [list],
    config: { port: 0, databaseUrl: database.url, redisUrl: undefined, auth: { kind: 'development' } },
    logger: createLogger('silent'),
  })
})
afterAll(async () => {
  await server.close()
  await pool.end()
})

const automatic = (proxy: HttpProxy, tenant: string, patienceMs = 10_000): Transport =>
  automaticTransport({
    url: `http://127.0.0.1:${proxy.port}/`,
    token: () => tokenOf(server, tenant, 'till'),
    intervalMs: 20,
    maxRetryDelayMs: 100,
    patienceMs,
  })

test('[TRN5] where a WebSocket gets through, it is used, and nothing is asked by HTTP', async () => {
  const proxy = await proxyTo(server)
  const store = deviceOf('through', automatic(proxy, 'through'))
  await store.open(list, 'a').record('added', { word: 'one' }).committed
  expect(proxy).toMatchObject({ webSockets: 1, bodies: [] })
})

test.each(['refuse', 'ignore'] as const)(
  '[TRN5] where proxies %s WebSockets, HTTP is used, and a WebSocket as soon as one gets through',
  async (upgrades) => {
    const proxy = await proxyTo(server, upgrades)
    const store = deviceOf(upgrades, automatic(proxy, upgrades, upgrades === 'refuse' ? 600_000 : 100))
    const doc = store.open(list, 'a')
    const receipts: Receipt[] = []
    const recordOne = async (): Promise<void> => {
      const receipt = doc.record('added', { word: `${receipts.length}` })
      receipts.push(receipt)
      await receipt.committed
    }
    await recordOne()
    expect(store.status()).toMatchObject({ connection: 'online', uncommitted: 0 })
    expect(proxy.bodies).not.toEqual([])

    proxy.setUpgrades('pass')
    await vi.waitFor(async () => {
      const asked = proxy.bodies.length
      await recordOne()
      expect(proxy.bodies.length).toBe(asked)
    }, soon)
    expect(proxy.webSockets).toBe(1)
    expect(await ledgerOf(pool, upgrades)).toEqual(receipts.map(({ event }) => event.id))
  },
)

test('[TRN5] [TRN4] WebSockets come and go while two devices record: both have all, once', async () => {
  const proxy = await proxyTo(server)
  const [left, right] = [0, 1].map(() => deviceOf('flapping', automatic(proxy, 'flapping')))
  const docs = [left, right].flatMap((store) => store?.open(list, 'a') ?? [])
  const receipts: Receipt[] = []
  for (let round = 0; round < 4; round++) {
    for (const upgrades of ['refuse', 'pass'] as const) {
      for (const doc of docs) receipts.push(doc.record('added', { word: `${round} before` }))
      proxy.setUpgrades(upgrades)
      for (const doc of docs) receipts.push(doc.record('added', { word: `${round} at once` }))
      const asked = proxy.bodies.length
      if (upgrades === 'pass') await vi.waitFor(() => expect(proxy.webSockets).toBe(2), soon)
      else await vi.waitFor(() => expect(proxy.bodies.length).toBeGreaterThan(asked), soon)
      for (const doc of docs) receipts.push(doc.record('added', { word: `${round} then` }))
    }
  }
  await Promise.all(receipts.map(({ committed }) => committed))
  const ids = receipts.map(({ event }) => event.id).sort()
  for (const doc of docs) {
    await vi.waitFor(() => expect(doc.history().map(({ event }) => event.id)).toEqual(ids), soon)
    expect(doc.status.uncommitted).toBe(0)
  }
  expect([...(await ledgerOf(pool, 'flapping'))].sort()).toEqual(ids)
})
