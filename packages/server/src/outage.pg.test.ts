import { createStore, defineEntity, hocuspocusTransport, type Store } from '@docket/core'
import { createCuttableNetwork } from '@docket/test-support/cuttable-network'
import pg from 'pg'
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { z } from 'zod'
import { problemsOfEvents } from '../test/crash/checks.ts'
import { KillablePostgres } from '../test/crash/killable-postgres.ts'
import { FLEET_SECRET, startFleet } from '../test/fleet.ts'
import { readLedger } from '../test/ledger.ts'
import { problemsOfLedger } from '../test/ledger-checks.ts'
import { scrape } from '../test/scrape.ts'
import { tally } from '../test/tally.ts'
import { waitUntil } from '../test/wait-until.ts'
import { createTokens } from './auth/tokens.ts'
import { createServer, type DocketServer } from './create-server.ts'
import type { Limits } from './gate/limits.ts'
import { createLogger } from './logger.ts'

const list = defineEntity('list', {
  initial: { words: [] as readonly string[] },
  events: {
    added: { payload: z.object({ word: z.string() }), evolve: ({ words }, { word }) => ({ words: [...words, word] }) },
  },
  summary: ({ words }) => ({ words: words.length }),
})

let postgres: KillablePostgres

beforeAll(async () => {
  postgres = await KillablePostgres.start()
})
afterAll(() => postgres.stop())

function startServer(databaseUrl: string, limits: Partial<Limits> = {}): Promise<DocketServer> {
  return createServer({
    entities: [list, tally],
    config: { port: 0, databaseUrl, redisUrl: undefined, auth: { kind: 'secret', secret: FLEET_SECRET } },
    limits,
    logger: createLogger('silent'),
  })
}

interface Given {
  readonly server: DocketServer
  readonly databaseUrl: string
  readonly pool: pg.Pool
}

async function setUp(database: string, limits?: Partial<Limits>): Promise<Given> {
  const databaseUrl = await postgres.createDatabase(database)
  const server = await startServer(databaseUrl, limits)
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 1 })
  pool.on('error', () => undefined)
  onTestFinished(async () => {
    await server.close()
    await pool.end()
    await postgres.dropDatabase(database)
  })
  return { server, databaseUrl, pool }
}

async function openStore(port: number, device: string): Promise<Store> {
  const token = await createTokens({ kind: 'secret', secret: FLEET_SECRET }).issue?.({
    subject: device,
    tenant: 'demo',
    roles: ['device'],
    expiresInS: 60,
  })
  const url = `ws://127.0.0.1:${port}/sync`
  const transport = hocuspocusTransport({ url, token: token ?? '', maxRetryDelayMs: 300 })
  const store = createStore({ tenant: 'demo', user: 'ann', device, entities: [list], transport })
  onTestFinished(() => store.close())
  return store
}

const readyz = async (url: string): Promise<unknown> => {
  const response = await fetch(`${url}/readyz`)
  return [response.status, ((await response.json()) as { code?: string }).code]
}

test('[COM1] Postgres goes and comes back: devices hear of it, nothing is acknowledged meanwhile, nothing doubled', async () => {
  const { server, pool } = await setUp('outage')
  const network = await createCuttableNetwork(server.port)
  onTestFinished(() => network.close())
  const early = await openStore(server.port, 'early')
  await early.open(list, 'unopened').record('added', { word: 'elsewhere' }).committed
  await early.open(list, 'quiet').record('added', { word: 'untouched' }).committed
  await early.close()
  await waitUntil(
    'the document is not in memory',
    async () => (await scrape(server.url, 'docket_open_documents')) === 0,
  )
  const store = await openStore(server.port, 'till')
  const document = store.open(list, 'a')
  await document.record('added', { word: 'before' }).committed
  expect(await readyz(server.url)).toEqual([200, undefined])

  await postgres.kill()
  expect(await readyz(server.url)).toEqual([503, 'database_unreachable'])
  const receipts = ['one', 'two', 'three'].map((word) => document.record('added', { word }))
  await vi.waitFor(() => expect(store.status().committingDelayed).toBe(true), { timeout: 10_000 })
  expect(store.status()).toMatchObject({ connection: 'online', uncommitted: 3 })
  expect(document.history().map(({ saveState }) => saveState)).toEqual(['committed', 'saved', 'saved', 'saved'])
  expect(await readyz(server.url)).toEqual([503, 'committing_delayed'])
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200)
  expect(await scrape(server.url, 'docket_commit_delayed')).toBe(1)

  // Who connects meanwhile hears it too, and gets what it asks for when it can be had.
  const late = await openStore(network.port, 'late')
  const unopened = late.open(list, 'unopened')
  await vi.waitFor(() => expect(late.status().committingDelayed).toBe(true), { timeout: 10_000 })
  await vi.waitFor(() => expect(unopened.status.error?.code).toBe('database_unreachable'), { timeout: 10_000 })
  const cutOff = late.open(list, 'b').record('added', { word: 'new' })

  await postgres.restart()
  await Promise.all([...receipts, cutOff].map(({ committed }) => committed))
  await vi.waitFor(
    () => {
      expect([store.status().committingDelayed, late.status().committingDelayed]).toEqual([false, false])
      expect(unopened.state.words).toEqual(['elsewhere'])
      expect(unopened.status.error).toBeUndefined()
      const ids = late
        .list(list)
        .rows()
        .map(({ id }) => id)
      expect(ids.sort()).toEqual(['a', 'b', 'quiet', 'unopened'])
    },
    { timeout: 20_000 },
  )
  expect(await readyz(server.url)).toEqual([200, undefined])
  expect(await scrape(server.url, 'docket_commit_retries_total')).toBeGreaterThan(0)
  const ledger = await readLedger(pool, 'demo/list/a')
  expect(ledger.map(({ event }) => event)).toEqual(document.history().map(({ event }) => event))
  expect((await readLedger(pool)).map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7])
})

test('[COM1] a flood while Postgres is gone waits in its sockets: the queue stays within its budget, nothing is lost or doubled', async () => {
  const waitingUpdates = 60
  const { server, pool } = await setUp('flood', { waitingUpdates })
  const fleet = await startFleet(() => server.port, { devices: 30, events: 60, window: 0 })
  onTestFinished(() => fleet.stop())
  await waitUntil('every document is open', () => fleet.isOpen)
  await postgres.kill()
  for (const document of fleet.documents) document.flood()

  let peak = 0
  await waitUntil('the devices have sent more than may wait, and hear so', async () => {
    peak = Math.max(peak, await scrape(server.url, 'docket_commit_queue_updates'))
    return peak >= waitingUpdates && (await scrape(server.url, 'docket_commit_delayed')) === 1
  })
  expect(fleet.claims.acknowledged).toBe(0)
  // A socket that is held is alive, and those of others are read.
  const store = await openStore(server.port, 'till')
  await vi.waitFor(() => expect(store.status().committingDelayed).toBe(true), { timeout: 10_000 })

  await postgres.restart()
  await waitUntil('everything is acknowledged', async () => {
    peak = Math.max(peak, await scrape(server.url, 'docket_commit_queue_updates'))
    return fleet.documents.every(({ isDone }) => isDone)
  })
  expect(peak).toBe(waitingUpdates)
  const ledger = await readLedger(pool)
  expect(ledger).toHaveLength(30 * 60)
  expect(await problemsOfLedger(pool, ledger)).toEqual([])
  expect(problemsOfEvents(ledger, fleet.claims)).toEqual([])
  expect(fleet.documents.flatMap(({ problems }) => problems)).toEqual([])
  expect(fleet.devices.flatMap(({ closures }) => closures)).toEqual([])
  await vi.waitFor(() => expect(store.status().committingDelayed).toBe(false))
})

test('[COM1] a server that ends while Postgres is gone gives back what it could not write; the next one gets it', async () => {
  const { server, databaseUrl, pool } = await setUp('ending')
  let { port } = server
  const fleet = await startFleet(() => port, { devices: 3, events: 5, window: 0 })
  onTestFinished(() => fleet.stop())
  await waitUntil('every document is open', () => fleet.isOpen)
  await postgres.kill()
  for (const document of fleet.documents) document.flood()
  await waitUntil(
    'all events wait in the server',
    async () => (await scrape(server.url, 'docket_commit_queue_updates')) === 15,
  )
  await server.close()
  expect(fleet.claims.acknowledged).toBe(0)
  await vi.waitFor(() => expect(fleet.devices.map(({ closures }) => closures[0]?.code)).toEqual([1001, 1001, 1001]))

  await postgres.restart()
  const next = await startServer(databaseUrl)
  onTestFinished(() => next.close())
  port = next.port
  await waitUntil('everything is acknowledged', () => fleet.documents.every(({ isDone }) => isDone))
  const ledger = await readLedger(pool)
  expect(await problemsOfLedger(pool, ledger)).toEqual([])
  expect(problemsOfEvents(ledger, fleet.claims)).toEqual([])
})
