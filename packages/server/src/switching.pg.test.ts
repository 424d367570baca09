import { memoryStorage, type Transport } from '@docket/core'
import { createTestDatabase } from '@docket/test-support/database'
import pg from 'pg'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { deviceOf, ledgerOf, list, online, proxyTo, soon, tokenOf } from '../test/sync-bench.ts'
import { hocuspocusWay, pollingWay } from '../test/ways.ts'
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

const tokens = (tenant: string) => () => tokenOf(server, tenant, 'till')

test('[TRN4] from WebSocket to HTTP and back, with events at every stage: nothing is lost or doubled', async () => {
  const [hocuspocus, polling] = [hocuspocusWay, pollingWay].map((way) => way.connect(server.port, tokens('switch')))
  const store = deviceOf('switch', hocuspocus)
  const docs = ['a', 'b', 'c'].map((id) => store.open(list, id))
  const recorded: string[] = []
  const receipts: Promise<void>[] = []
  const record = (word: string): void => {
    for (const doc of docs) {
      const { event, committed } = doc.record('added', { word })
      recorded.push(event.id)
      receipts.push(committed)
    }
  }
  await online(store)
  for (let round = 0; round < 5; round++) {
    for (const transport of [polling, undefined, hocuspocus, polling, hocuspocus]) {
      record('before')
      store.useTransport(transport)
      record('at once')
      await vi.waitFor(() => expect(store.status().connection).toBe(transport ? 'online' : 'offline'), soon)
      record('when it is there')
    }
  }
  await Promise.all(receipts)
  expect(store.status()).toMatchObject({ uncommitted: 0, quarantined: 0, connection: 'online' })
  expect([...(await ledgerOf(pool, 'switch'))].sort()).toEqual([...recorded].sort())
  const { rows } = await pool.query("select code from docket.breaches where tenant_id = 'switch'")
  expect(rows).toEqual([])
})

test('[TRN4] what another device records is seen after each change', async () => {
  const other = deviceOf('seen', hocuspocusWay.connect(server.port, tokens('seen')))
  const [theirs, store] = [other.open(list, 'a'), deviceOf('seen', undefined)]
  const doc = store.open(list, 'a')
  const words: string[] = []
  for (const way of [hocuspocusWay, pollingWay, hocuspocusWay, pollingWay]) {
    const word = `before ${words.length}`
    words.push(word)
    await theirs.record('added', { word }).committed
    store.useTransport(way.connect(server.port, tokens('seen')))
    await vi.waitFor(() => expect(doc.state.words).toEqual(words), soon)
    await vi.waitFor(() => expect(store.list(list).rows()).toMatchObject([{ summary: { words: words.length } }]), soon)
    expect(doc.status.uncommitted).toBe(0)
  }
})

test('[TRN4] an event whose answer was lost is committed by the next transport, once', async () => {
  const proxy = await proxyTo(server)
  const store = deviceOf('answers', pollingWay.connect(proxy.port, tokens('answers')))
  const doc = store.open(list, 'a')
  await vi.waitFor(() => expect(doc.status.synced).toBe(true), soon)
  proxy.faults.push('answer lost')
  const { event, committed } = doc.record('added', { word: 'one' })
  await vi.waitFor(async () => expect(await ledgerOf(pool, 'answers')).toEqual([event.id]), soon)
  store.useTransport(hocuspocusWay.connect(server.port, tokens('answers')))
  await committed
  expect(await ledgerOf(pool, 'answers')).toEqual([event.id])
})

test.each([hocuspocusWay, pollingWay])(
  '[TRN4] what was recorded without a transport goes out when there is one, also of closed documents, by $title',
  async (way) => {
    const tenant = `later-${way.title}`
    const storage = memoryStorage()
    const first = deviceOf(tenant, undefined, { storage })
    const receipt = first.open(list, 'closed').record('added', { word: 'one' })
    await receipt.saved
    await first.close()
    const store = deviceOf(tenant, undefined, { storage })
    await store.ready
    expect(store.status()).toMatchObject({ connection: 'offline', uncommitted: 1 })
    const transport: Transport = way.connect(server.port, tokens(tenant))
    store.useTransport(transport)
    await vi.waitFor(() => expect(store.status()).toMatchObject({ connection: 'online', uncommitted: 0 }), soon)
    expect(await ledgerOf(pool, tenant)).toEqual([receipt.event.id])
  },
)
