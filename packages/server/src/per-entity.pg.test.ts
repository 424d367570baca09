import {
  defineEntity,
  hocuspocusTransport,
  memoryStorage,
  pollingTransport,
  type Receipt,
  type Storage,
  type Store,
  type SyncQuestion,
  transportPerEntity,
} from '@docket/core'
import { createTestDatabase } from '@docket/test-support/database'
import type { HttpProxy } from '@docket/test-support/http-proxy'
import pg from 'pg'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { deviceOf, ledgerOf, list, online, proxyTo, soon, tokenOf } from '../test/sync-bench.ts'
import { hocuspocusWay, pollingWay } from '../test/ways.ts'
import { createServer, type DocketServer } from './create-server.ts'
import { createLogger } from './logger.ts'

const menu = defineEntity('menu', {
  initial: { dishes: [] as readonly string[] },
  events: {
    dish_added: {
      payload: z.object({ dish: z.string() }),
      evolve: ({ dishes }, { dish }) => ({ dishes: [...dishes, dish] }),
    },
  },
  summary: ({ dishes }) => ({ dishes: dishes.length }),
})

const database = await createTestDatabase()
const pool = new pg.Pool({ connectionString: database.url })
let server: DocketServer

beforeAll(async () => {
  server = await createServer({
    entities: [list, menu],
    config: { port: 0, databaseUrl: database.url, redisUrl: undefined, auth: { kind: 'development' } },
    logger: createLogger('silent'),
  })
})
afterAll(async () => {
  await server.close()
  await pool.end()
})

interface Device {
  readonly store: Store
  /** Between the device's WebSocket and the server. */
  readonly socket: HttpProxy
  /** Between its questions and the server. */
  readonly http: HttpProxy
}

/** Lists by WebSocket, menus by HTTP; each through a proxy of its own. */
async function device(tenant: string, options: { storage?: Storage; intervalMs?: number } = {}): Promise<Device> {
  const [socket, http] = await Promise.all([proxyTo(server), proxyTo(server)])
  const token = () => tokenOf(server, tenant, 'till')
  const { intervalMs = 20, ...rest } = options
  const transport = transportPerEntity({
    default: hocuspocusTransport({ url: `ws://127.0.0.1:${socket.port}/sync`, token, maxRetryDelayMs: 50 }),
    entities: {
      menu: pollingTransport({ url: `http://127.0.0.1:${http.port}/v1/sync`, token, intervalMs, maxRetryDelayMs: 50 }),
    },
  })
  return { store: deviceOf(tenant, transport, { entities: [list, menu], ...rest }), socket, http }
}

const other = (tenant: string): Store =>
  deviceOf(
    tenant,
    hocuspocusWay.connect(server.port, () => tokenOf(server, tenant, 'other')),
    {
      entities: [list, menu],
      device: 'other',
    },
  )

/** All that the store has said of its connection since, with the code of what stands in the way. */
function saysOf(store: Store): readonly string[] {
  const said: string[] = []
  store.subscribeStatus(() => {
    const { connection, error } = store.status()
    said.push(error === undefined ? connection : `${connection} ${error.code}`)
  })
  return said
}

const questions = ({ http }: Device): readonly SyncQuestion[] => http.bodies as readonly SyncQuestion[]

const listed = (store: Store): readonly number[] => [store.list(list).rows().length, store.list(menu).rows().length]

test('[TRN7] each entity goes by its own transport, in both directions', async () => {
  const till = await device('ways')
  const [words, dishes] = [till.store.open(list, 'a'), till.store.open(menu, 'm')]
  await words.record('added', { word: 'one' }).committed
  await dishes.record('dish_added', { dish: 'soup' }).committed
  const theirs = other('ways')
  await theirs.open(list, 'a').record('added', { word: 'two' }).committed
  await theirs.open(menu, 'm').record('dish_added', { dish: 'fish' }).committed
  await vi.waitFor(() => expect(words.state.words).toEqual(['one', 'two']), soon)
  await vi.waitFor(() => expect(dishes.state.dishes).toEqual(['soup', 'fish']), soon)
  const asked = questions(till).flatMap(({ documents }) => documents.map(({ entity }) => entity))
  expect(new Set(asked)).toEqual(new Set(['menu']))
  expect(till.socket).toMatchObject({ webSockets: 1, bodies: [] })
})

test('[TRN8] while the WebSocket is away menus go on, and what it has missed comes later, by another transport too', async () => {
  const storage = memoryStorage()
  const till = await device('away', { storage })
  const theirs = other('away')
  await online(till.store)
  till.socket.setUpgrades('refuse')
  await vi.waitFor(() => expect(till.store.status().connection).not.toBe('online'), soon)
  for (const id of ['a', 'b', 'c']) {
    await theirs.open(list, id).record('added', { word: id }).committed
    await theirs.open(menu, id).record('dish_added', { dish: id }).committed
  }
  await vi.waitFor(() => expect(listed(till.store)).toEqual([0, 3]), soon)
  // It goes on from where it is itself: it does not hear the same again.
  await vi.waitFor(() => expect(questions(till).at(-1)?.summaries_after).toBe(6), soon)

  const { facts } = await storage.openCatalogue('away').read()
  expect(facts.cursor).toBe(0)
  await till.store.close()
  const later = deviceOf(
    'away',
    hocuspocusWay.connect(server.port, () => tokenOf(server, 'away', 'till')),
    {
      entities: [list, menu],
      storage,
    },
  )
  await vi.waitFor(() => expect(listed(later)).toEqual([3, 3]), soon)
})

test('[TRN9] [SAV1] where no WebSocket gets through, the store is not online, says why, and what goes by HTTP is committed', async () => {
  const till = await device('blocked')
  await online(till.store)
  const said = saysOf(till.store)
  till.socket.setUpgrades('refuse')
  const word = till.store.open(list, 'a').record('added', { word: 'one' })
  await till.store.open(menu, 'm').record('dish_added', { dish: 'soup' }).committed
  expect(till.store.status()).toMatchObject({ uncommitted: 1 })
  await vi.waitFor(() => expect(said).toContain('offline partly_offline'), soon)
  const noticed = said.findIndex((what) => what !== 'online')
  expect(said.slice(noticed)).not.toContain('online')
  till.socket.setUpgrades('pass')
  await word.committed
  await online(till.store)
  expect(till.store.status().error).toBeUndefined()
})

test('[TRN9] a refused connection shows with its reason, while the other goes on', async () => {
  const till = await device('refused')
  await online(till.store)
  const said = saysOf(till.store)
  till.http.faults.push(...Array.from({ length: 1_000 }, () => ({ status: 403 })))
  await vi.waitFor(() => expect(said[0]).toMatch(/^refused \w+/), soon)
  await till.store.open(list, 'a').record('added', { word: 'one' }).committed
  expect(till.store.status().connection).toBe('refused')
  till.http.faults.length = 0
  await online(till.store)
})

test('[TRN4] [TRN7] from one transport for all to one for each and back, with events at every stage: nothing is lost or doubled', async () => {
  const token = () => tokenOf(server, 'switch', 'till')
  const [socket, http] = [hocuspocusWay, pollingWay].map((way) => way.connect(server.port, token))
  if (socket === undefined || http === undefined) throw new TypeError('there are two ways')
  const ways = [
    transportPerEntity({ default: socket, entities: { menu: http } }),
    http,
    transportPerEntity({ default: http, entities: { menu: socket } }),
    undefined,
    socket,
  ]
  const store = deviceOf('switch', undefined, { entities: [list, menu] })
  const [words, dishes] = [store.open(list, 'a'), store.open(menu, 'm')]
  const receipts: Receipt[] = []
  const record = (): void => {
    receipts.push(words.record('added', { word: 'w' }), dishes.record('dish_added', { dish: 'd' }))
  }
  for (const transport of [...ways, ...ways]) {
    record()
    store.useTransport(transport)
    record()
    await vi.waitFor(() => expect(store.status().connection).toBe(transport ? 'online' : 'offline'), soon)
    record()
  }
  await Promise.all(receipts.map(({ committed }) => committed))
  expect([...(await ledgerOf(pool, 'switch'))].sort()).toEqual(receipts.map(({ event }) => event.id).sort())
  const { rows } = await pool.query("select code from docket.breaches where tenant_id = 'switch'")
  expect(rows).toEqual([])
  const theirs = other('switch')
  await vi.waitFor(() => expect(theirs.list(menu).rows()).toMatchObject([{ summary: { dishes: 30 } }]), soon)
  await vi.waitFor(() => expect(store.list(menu).rows()).toMatchObject([{ summary: { dishes: 30 } }]), soon)
})
