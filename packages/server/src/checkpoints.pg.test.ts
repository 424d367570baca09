import {
  type Checkpoint,
  coveredClocks,
  createStore,
  defineEntity,
  EventLog,
  eventsOf,
  hocuspocusTransport,
  memoryStorage,
  nextEventId,
  type Storage,
  type Store,
  type SummaryRow,
} from '@docket/core'
import { createCuttableNetwork } from '@docket/test-support/cuttable-network'
import { createTestDatabase } from '@docket/test-support/database'
import pg from 'pg'
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import * as Y from 'yjs'
import { z } from 'zod'
import { createServer, type DocketServer } from './create-server.ts'
import { documentReader } from './hocuspocus/read-document.ts'
import { readCheckpoint, writeCheckpoint } from './ledger/checkpoints.ts'
import { summaryRows } from './ledger/summary-rows.ts'
import { createLogger } from './logger.ts'

const EVERY = 20

const list = defineEntity('list', {
  initial: { words: [] as string[], counts: {} as Record<string, number>, open: true },
  events: {
    added: {
      payload: z.object({ word: z.string() }),
      guard: (s, { word }) => s.open || word === 'despite' || 'the list is closed',
      evolve: (s, { word }) => ({
        ...s,
        words: [...s.words, word].slice(-30),
        counts: { ...s.counts, [word]: (s.counts[word] ?? 0) + 1 },
      }),
    },
    closed: { payload: z.object({}), evolve: (s) => ({ ...s, open: false }) },
  },
  summary: ({ words, open }) => ({ words: words.length, open }),
})

/** Its states are no JSON, so that no checkpoint can stand for them. */
const odd = defineEntity('odd', {
  initial: { seen: new Set<number>() },
  events: {
    saw: { payload: z.object({ n: z.int() }), evolve: (s, { n }) => ({ seen: new Set([...s.seen, n]) }) },
  },
})

const database = await createTestDatabase()
const pool = new pg.Pool({ connectionString: database.url })
let server: DocketServer

const start = async (): Promise<DocketServer> =>
  createServer({
    entities: [list, odd],
    config: { port: 0, databaseUrl: database.url, redisUrl: undefined, auth: { kind: 'development' } },
    logger: createLogger('silent'),
    limits: { eventsPerCheckpoint: EVERY },
  })

beforeAll(async () => {
  server = await start()
})
afterAll(async () => {
  await server.close()
  await pool.end()
})

async function device(
  name: string,
  { storage = memoryStorage(), roles = ['device'] }: { storage?: Storage; roles?: string[] } = {},
) {
  const network = await createCuttableNetwork(server.port)
  const token = async (): Promise<string> => {
    const response = await fetch(`${server.url}/v1/dev/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ tenant: 'demo', sub: name, roles }),
    })
    return ((await response.json()) as { token: string }).token
  }
  const store = createStore({
    tenant: 'demo',
    user: `user-of-${name}`,
    device: name,
    entities: [list, odd],
    storage,
    transport: hocuspocusTransport({ url: `ws://127.0.0.1:${network.port}/sync`, token, maxRetryDelayMs: 300 }),
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

const addressOf = (id: string, entity = 'list') => ({ tenant: 'demo', entity, id })
const checkpointOf = (id: string): Promise<Checkpoint | undefined> => readCheckpoint(pool, addressOf(id))

/** Resolves with the checkpoint once it covers so many events. */
async function checkpointWith(id: string, events: number): Promise<Checkpoint> {
  let found: Checkpoint | undefined
  await vi.waitFor(
    async () => {
      found = await checkpointOf(id)
      expect(found?.events).toBe(events)
    },
    { timeout: 5_000 },
  )
  return found as Checkpoint
}

async function add(store: Store, id: string, words: readonly string[]): Promise<void> {
  const doc = store.open(list, id)
  const [last] = words.map((word) => doc.record('added', { word })).slice(-1)
  await last?.committed
  doc.close()
}

const words = (count: number, prefix = 'w'): string[] => Array.from({ length: count }, (_, n) => `${prefix}${n}`)

test('[CHK4] a document that has become long gets a checkpoint of all that it has, one that is short gets none', async () => {
  const { store } = await device('a')
  await add(store, 'short', words(EVERY))
  await add(store, 'long', words(EVERY + 1))
  const made = await checkpointWith('long', EVERY + 1)
  const doc = new Y.Doc()
  await documentReader(pool).read(addressOf('long'), doc)
  expect(new Map(coveredClocks(made))).toEqual(Y.decodeStateVector(Y.encodeStateVector(doc)))
  const log = new EventLog(list)
  log.add(eventsOf(doc).toArray())
  expect(made).toMatchObject({ state: log.state, newestId: log.newestId, notUnderstood: 0, rejected: [] })
  // Its keys are in their order too.
  expect(JSON.stringify(made.state)).toBe(JSON.stringify(log.state))
  expect(await checkpointOf('short')).toBeUndefined()

  await add(store, 'long', words(EVERY))
  await add(store, 'long', ['one more'])
  await checkpointWith('long', 2 * EVERY + 2)
  const rows = await summaryRows(pool, 'demo', 0, 100)
  const checkpoints = rows.map(({ id, checkpoint }: SummaryRow) => [id, checkpoint])
  expect(checkpoints).toContainEqual(['long', 2 * EVERY + 2])
  expect(checkpoints).toContainEqual(['short', undefined])
})

test('[CHK4] an event that is older than the checkpoint is folded in its place, and the checkpoint replaced', async () => {
  const a = await device('a')
  const b = await device('b')
  const docB = b.store.open(list, 'late')
  await docB.record('added', { word: 'first' }).committed
  await b.network.cut()
  await offline(b.store)
  const late = docB.record('closed', {})
  await add(a.store, 'late', words(EVERY))
  const before = await checkpointWith('late', EVERY + 1)
  expect(late.event.id < before.newestId).toBe(true)
  expect(before.state).toMatchObject({ open: true })
  await b.network.restore()
  await late.committed
  const after = await checkpointWith('late', EVERY + 2)
  expect(after.newestId).toBe(before.newestId)
  // It was closed right after the first word.
  expect(after.state).toEqual({ words: ['first'], counts: { first: 1 }, open: false })
})

test('[CHK4] what came while no server had it open is seen when it is opened', async () => {
  const a = await device('a')
  await add(a.store, 'elsewhere', words(EVERY + 1))
  const made = await checkpointWith('elsewhere', EVERY + 1)
  await pool.query("update docket.checkpoints set fold_version = 'of another program' where entity_id = 'elsewhere'")
  await a.store.close()
  await vi.waitFor(async () => {
    const b = await device('b')
    const doc = b.store.open(list, 'elsewhere')
    await vi.waitFor(() => expect(doc.status.synced).toBe(true))
    await vi.waitFor(async () => expect((await checkpointOf('elsewhere'))?.foldVersion).toBe(made.foldVersion))
  })
})

test('[CHK4] a document whose state is no JSON has none', async () => {
  const { store } = await device('a')
  const doc = store.open(odd, 'o1')
  const [last] = Array.from({ length: EVERY + 5 }, (_, n) => doc.record('saw', { n })).slice(-1)
  await last?.committed
  doc.close()
  await add(store, 'beside', words(EVERY + 1))
  await checkpointWith('beside', EVERY + 1)
  expect(await readCheckpoint(pool, addressOf('o1', 'odd'))).toBeUndefined()
})

test('[CHK4] a server that has less of a document does not replace its checkpoint', async () => {
  const address = addressOf('two-servers')
  const made = {
    covered: [
      [1, 5, 'events'],
      [2, 3, 'events'],
    ] as const,
    data: Buffer.from('{"of":"one"}'),
    foldVersion: '1',
    newestId: nextEventId(undefined, 1_700_000_000_000),
    events: 8,
    notUnderstood: 0,
    rejected: [],
  }
  expect(await writeCheckpoint(pool, address, made)).toBe(true)
  const other = { ...made, covered: [[1, 50, 'events']] as const, events: 50, data: Buffer.from('{"of":"other"}') }
  expect(await writeCheckpoint(pool, address, other)).toBe(false)
  expect(await readCheckpoint(pool, address)).toMatchObject({ state: { of: 'one' }, events: 8 })
  const more = { ...other, covered: [...other.covered, [2, 3, 'events'] as const] }
  expect(await writeCheckpoint(pool, address, more)).toBe(true)
  expect(await readCheckpoint(pool, address)).toMatchObject({ state: { of: 'other' } })
})
