import { createStore, defineEntity, hocuspocusTransport, memoryStorage, type Storage, type Store } from '@docket/core'
import { createCuttableNetwork } from '@docket/test-support/cuttable-network'
import { createTestDatabase } from '@docket/test-support/database'
import pg from 'pg'
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { z } from 'zod'
import { createServer, type DocketServer } from './create-server.ts'
import { createLogger } from './logger.ts'

const list = defineEntity('list', {
  initial: { words: [] as string[], open: true },
  events: {
    added: {
      payload: z.object({ word: z.string() }),
      guard: (s) => s.open || 'the list is closed',
      evolve: (s, { word }) => ({ ...s, words: [...s.words, word] }),
    },
    closed: { payload: z.object({}), evolve: (s) => ({ ...s, open: false }) },
  },
  summary: ({ words, open }) => ({ words: words.length, open }),
})

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

async function device(
  name: string,
  { storage = memoryStorage(), tenant = 'demo' }: { storage?: Storage; tenant?: string } = {},
) {
  const network = await createCuttableNetwork(server.port)
  const fetchToken = async (): Promise<string> => {
    const response = await fetch(`${server.url}/v1/dev/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ tenant, sub: name, roles: ['device'] }),
    })
    return ((await response.json()) as { token: string }).token
  }
  const store = createStore({
    tenant,
    user: `user-of-${name}`,
    device: name,
    entities: [list],
    storage,
    transport: hocuspocusTransport({
      url: `ws://127.0.0.1:${network.port}/sync`,
      token: fetchToken,
      maxRetryDelayMs: 300,
    }),
  })
  onTestFinished(async () => {
    await store.close()
    await network.close()
  })
  await online(store)
  return { store, network, storage }
}

const online = (store: Store): Promise<void> =>
  vi.waitFor(() => expect(store.status().connection).toBe('online'), { timeout: 10_000 })
const offline = (store: Store): Promise<void> =>
  vi.waitFor(() => expect(store.status().connection).not.toBe('online'), { timeout: 10_000 })

test('[SAV1] two devices, one offline: each sees what happened in its order, and what is committed', async () => {
  const a = await device('a')
  const b = await device('b')
  const docA = a.store.open(list, 'two')
  const docB = b.store.open(list, 'two')
  await docA.record('added', { word: 'zero' }).committed
  await vi.waitFor(() => expect(docB.state.words).toEqual(['zero']))

  await a.network.cut()
  await offline(a.store)
  const first = docA.record('added', { word: 'one (a)' })
  await docB.record('added', { word: 'two (b)' }).committed
  const third = docA.record('added', { word: 'three (a)' })
  await third.saved
  expect(docA.history().map(({ saveState }) => saveState)).toEqual(['committed', 'saved', 'saved'])
  await vi.waitFor(() => expect(a.store.status()).toMatchObject({ unsaved: 0, uncommitted: 2 }))

  await a.network.restore()
  await Promise.all([first.committed, third.committed])
  const order = ['zero', 'one (a)', 'two (b)', 'three (a)']
  await vi.waitFor(() => {
    expect(docA.state.words).toEqual(order)
    expect(docB.state.words).toEqual(order)
  })
  expect(docA.history().map(({ event }) => event)).toEqual(docB.history().map(({ event }) => event))
  expect(docA.history().every(({ saveState }) => saveState === 'committed')).toBe(true)
  await vi.waitFor(() => expect(a.store.status().uncommitted).toBe(0))
  const { rows } = await pool.query(
    "select seq, event_id, actor_id from docket.audit_events where entity_id = 'two' order by event_id",
  )
  expect(rows.map(({ event_id }) => event_id)).toEqual(docA.history().map(({ event }) => event.id))
  expect(rows.map(({ actor_id }) => actor_id)).toEqual(['user-of-a', 'user-of-a', 'user-of-b', 'user-of-a'])
})

test('[FLD2] an event whose guard refuses it at its place is kept and has no effect', async () => {
  const a = await device('a')
  const b = await device('b')
  const docA = a.store.open(list, 'guard')
  const docB = b.store.open(list, 'guard')
  await docA.record('added', { word: 'x' }).committed
  await vi.waitFor(() => expect(docB.state.words).toEqual(['x']))
  await a.network.cut()
  await offline(a.store)
  await docB.record('closed', {}).committed
  const late = docA.record('added', { word: 'too late' })
  await a.network.restore()
  await late.committed
  await vi.waitFor(() =>
    expect(docA.history().at(-1)?.effect).toEqual({ kind: 'no_effect', reason: 'the list is closed' }),
  )
  await vi.waitFor(() =>
    expect(docB.history().at(-1)?.effect).toEqual({ kind: 'no_effect', reason: 'the list is closed' }),
  )
  const { rows } = await pool.query("select state from docket.entities where entity_id = 'guard'")
  expect(rows).toEqual([{ state: { words: ['x'], open: false } }])
})

test('lists follow without opening documents, and after an absence', async () => {
  const a = await device('a')
  const b = await device('b', { tenant: 'lists' })
  const c = await device('c', { tenant: 'lists' })
  await b.store.open(list, 'l1').record('added', { word: 'x' }).committed
  const rows = c.store.list(list, { where: (s) => s.open })
  await vi.waitFor(() =>
    expect(rows.rows()).toEqual([{ id: 'l1', summary: { words: 1, open: true }, uncommitted: 0, rejected: 0 }]),
  )
  expect(c.store.peek(list, 'l1')).toBeUndefined()
  await c.network.cut()
  await offline(c.store)
  await b.store.open(list, 'l2').record('added', { word: 'y' }).committed
  await b.store.open(list, 'l1').record('closed', {}).committed
  await c.network.restore()
  await vi.waitFor(() => expect(rows.rows().map(({ id }) => id)).toEqual(['l2']))
  expect([...a.store.list(list).rows()].some(({ id }) => id === 'l2')).toBe(false)
})

test('what was recorded offline in an earlier session goes out although nobody opens it', async () => {
  const a = await device('a')
  await a.network.cut()
  await offline(a.store)
  await a.store.open(list, 'leftover').record('added', { word: 'x' }).saved
  await a.store.close()
  const again = await device('a', { storage: a.storage })
  await vi.waitFor(async () => {
    const { rows } = await pool.query("select 1 from docket.audit_events where entity_id = 'leftover'")
    expect(rows).toHaveLength(1)
  })
  await vi.waitFor(() => expect(again.store.status().uncommitted).toBe(0))
})

test('[CLK1] the device learns how wrong its clock is', async () => {
  const a = await device('skewed')
  const doc = a.store.open(list, 'skew')
  await vi.waitFor(async () => {
    const { event } = doc.record('added', { word: 'x' })
    expect(Math.abs(event.skew ?? Number.NaN)).toBeLessThan(1_000)
  })
})

test('a device whose token is refused says why, asks for a fresh one, and goes on', async () => {
  const response = await fetch(`${server.url}/v1/dev/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ tenant: 'demo', sub: 'till', roles: ['device'] }),
  })
  const { token } = (await response.json()) as { token: string }
  let asked = 0
  const store = createStore({
    tenant: 'demo',
    user: 'ann',
    device: 'till',
    entities: [list],
    transport: hocuspocusTransport({
      url: `ws://127.0.0.1:${server.port}/sync`,
      token: () => (++asked < 3 ? 'no token of ours' : token),
    }),
  })
  onTestFinished(() => store.close())
  const { committed } = store.open(list, 'refused-first').record('added', { word: 'x' })
  await vi.waitFor(() => expect(store.status().error?.code).toBe('token_invalid'), { interval: 5 })
  expect(store.status().connection).toBe('refused')
  await online(store)
  await committed
  expect(asked).toBe(3)
})
