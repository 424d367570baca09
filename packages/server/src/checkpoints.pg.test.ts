import {
  type Checkpoint,
  coveredClocks,
  createStore,
  defineEntity,
  EventLog,
  eventsOf,
  memoryStorage,
  nextEventId,
  type Storage,
  type Store,
  type SummaryRow,
  type Transport,
} from '@docket/core'
import { createCuttableNetwork } from '@docket/test-support/cuttable-network'
import { createTestDatabase } from '@docket/test-support/database'
import { HocuspocusProvider, HocuspocusProviderWebsocket } from '@hocuspocus/provider'
import pg from 'pg'
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import * as Y from 'yjs'
import { z } from 'zod'
import { RawSocket } from '../test/raw-socket.ts'
import { tappedTransport } from '../test/tapped-transport.ts'
import { hocuspocusWay, pollingWay, type Way } from '../test/ways.ts'
import { authFrame, statelessFrame } from '../test/wire.ts'
import { createServer, type DocketServer } from './create-server.ts'
import { documentReader } from './hocuspocus/read-document.ts'
import { readCheckpoint, writeCheckpoint } from './ledger/checkpoints.ts'
import { replaceDocument } from './ledger/erasure.ts'
import { summaryRows } from './ledger/summary-rows.ts'
import { createLogger } from './logger.ts'

/** How long a condition is waited for. */
const soon = { timeout: 10_000 }

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

const tapped = (transport: Transport) => {
  const tap = tappedTransport(transport)
  return { transport: tap.transport, docOf: (id: string): Y.Doc => tap.docOf(`demo/list/${id}`) as Y.Doc }
}

async function tokenOf(sub: string, tenant = 'demo'): Promise<string> {
  const response = await fetch(`${server.url}/v1/dev/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ tenant, sub, roles: ['device'] }),
  })
  return ((await response.json()) as { token: string }).token
}

async function device(
  name: string,
  { storage = memoryStorage(), way = hocuspocusWay }: { storage?: Storage; way?: Way } = {},
) {
  const network = await createCuttableNetwork(server.port)
  const tap = tapped(way.connect(network.port, () => tokenOf(name)))
  const store = createStore({
    tenant: 'demo',
    user: `user-of-${name}`,
    device: name,
    entities: [list, odd],
    storage,
    transport: tap.transport,
  })
  onTestFinished(async () => {
    await store.close()
    await network.close()
  })
  await online(store)
  return { store, network, storage, tap }
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
  await vi.waitFor(async () => {
    found = await checkpointOf(id)
    expect(found?.events).toBe(events)
  }, soon)
  return found as Checkpoint
}

async function add(store: Store, id: string, words: readonly string[]): Promise<void> {
  const doc = store.open(list, id)
  const [last] = words.map((word) => doc.record('added', { word })).slice(-1)
  await last?.committed
  doc.close()
}

/** A list of one word, which this device closes without a network, before whatever others record after this. */
async function closedOffline({ store, network }: Awaited<ReturnType<typeof device>>, id: string) {
  const doc = store.open(list, id)
  await doc.record('added', { word: 'first' }).committed
  await network.cut()
  await offline(store)
  const late = doc.record('closed', {})
  // Among ids of one millisecond chance decides the order.
  await vi.waitFor(() => expect(Date.now()).toBeGreaterThan(late.event.at), soon)
  return { doc, late }
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
  const { late } = await closedOffline(b, 'late')
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
    await vi.waitFor(() => expect(doc.status.synced).toBe(true), soon)
    await vi.waitFor(async () => expect((await checkpointOf('elsewhere'))?.foldVersion).toBe(made.foldVersion), soon)
  })
})

test('[CHK4] a document that is written anew, because a person is erased, keeps none of what it was', async () => {
  const { store } = await device('a')
  await add(store, 'erased', words(EVERY + 1))
  await checkpointWith('erased', EVERY + 1)
  const { doc, no } = await documentReader(pool).read(addressOf('erased'), new Y.Doc())
  await replaceDocument(pool, addressOf('erased'), { data: Y.encodeStateAsUpdate(doc), no })
  expect(await checkpointOf('erased')).toBeUndefined()
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

/** Opens a document when the list shows it. */
async function openListed(store: Store, id: string) {
  await vi.waitFor(
    () =>
      expect(
        store
          .list(list)
          .rows()
          .map((row) => row.id),
      ).toContain(id),
    soon,
  )
  const doc = store.open(list, id)
  await vi.waitFor(() => expect(doc.status.synced).toBe(true), soon)
  return doc
}

const breachesOf = async (id: string): Promise<string[]> => {
  const { rows } = await pool.query('select code from docket.breaches where document = $1', [`demo/list/${id}`])
  return rows.map(({ code }) => code)
}

test.each([hocuspocusWay, pollingWay])(
  '[CHK5] [CHK2] a device opens a long document hollow, records offline, and all is committed when it is back, by $title',
  async (way) => {
    const id = `hollow-${way.title}`
    const a = await device('a', { way })
    await add(a.store, id, words(EVERY + 1))
    await checkpointWith(id, EVERY + 1)
    await add(a.store, id, ['since'])
    const b = await device('b', { way })
    const docB = await openListed(b.store, id)
    expect(docB.status).toMatchObject({ events: EVERY + 2, beginsWith: { events: EVERY + 1 } })
    expect(docB.history()).toHaveLength(1)
    expect(eventsOf(b.tap.docOf(id))).toHaveLength(1)
    await b.network.cut()
    await offline(b.store)
    const receipts = words(5, 'offline').map((word) => docB.record('added', { word }))
    await receipts.at(-1)?.saved
    await b.store.close()

    const again = await device('b', { storage: b.storage, way })
    const doc = again.store.open(list, id)
    await vi.waitFor(() => expect(doc.status).toMatchObject({ synced: true, uncommitted: 0, events: EVERY + 7 }), soon)
    const docA = a.store.open(list, id)
    await vi.waitFor(() => expect(docA.state).toEqual(doc.state), soon)
    await doc.record('added', { word: 'online' }).committed
    const { rows } = await pool.query('select state from docket.entities where entity_id = $1', [id])
    expect(rows).toEqual([{ state: doc.state }])
    expect(again.store.quarantine.entries()).toEqual([])
    expect(await breachesOf(id)).toEqual([])
  },
)

test.each([hocuspocusWay, pollingWay])(
  '[CHK6] a late event is folded in its place on every device once the server has replaced the checkpoint, by $title',
  async (way) => {
    const id = `told-${way.title}`
    const [a, b] = [await device('a', { way }), await device('b', { way })]
    const { doc: docB, late } = await closedOffline(b, id)
    await add(a.store, id, words(EVERY))
    await checkpointWith(id, EVERY + 1)
    const c = await device('c', { way })
    const docC = await openListed(c.store, id)
    expect(docC.status.beginsWith?.events).toBe(EVERY + 1)
    expect(docC.state.open).toBe(true)
    await b.network.restore()
    await late.committed
    const expected = { words: ['first'], counts: { first: 1 }, open: false }
    await vi.waitFor(() => expect(docC.state).toEqual(expected), soon)
    expect(docC.status).toMatchObject({ events: EVERY + 2, beginsWith: { events: EVERY + 2 } })
    await vi.waitFor(() => expect(a.store.open(list, id).state).toEqual(expected), soon)
    await vi.waitFor(() => expect(docB.state).toEqual(expected), soon)
    await docC.record('added', { word: 'despite' }).committed
    await vi.waitFor(() => expect(docB.state.words).toEqual(['first', 'despite']), soon)
  },
)

test('[CHK2] [GAT2] the delete set of a hollow document is refused from whoever sends it', async () => {
  const a = await device('a')
  await add(a.store, 'forged', words(EVERY + 1))
  await checkpointWith('forged', EVERY + 1)
  const b = await device('b')
  await openListed(b.store, 'forged')
  const stock = new Y.Doc()
  Y.applyUpdate(stock, Y.encodeStateAsUpdate(b.tap.docOf('forged')))
  const heard: string[] = []
  const socket = new HocuspocusProviderWebsocket({ url: `ws://127.0.0.1:${server.port}/sync` })
  const provider = new HocuspocusProvider({
    websocketProvider: socket,
    name: 'demo/list/forged',
    document: stock,
    token: () => tokenOf('mallory'),
    onStateless: ({ payload }) => void heard.push(payload),
  })
  provider.attach()
  onTestFinished(() => {
    provider.destroy()
    socket.destroy()
  })
  await vi.waitFor(() => expect(heard.join()).toMatch('"deletion"'), soon)
  await vi.waitFor(async () => expect(await breachesOf('forged')).toContain('deletion'), soon)
  await add(a.store, 'forged', ['still there'])
  expect(a.store.peek(list, 'forged')?.status.events).toBe(EVERY + 2)
})

test('[TEN1] nobody gets the checkpoint of another tenant', async () => {
  const a = await device('a')
  await add(a.store, 'private', words(EVERY + 1))
  await checkpointWith('private', EVERY + 1)
  const socket = new RawSocket(server.port)
  onTestFinished(() => socket.terminate())
  await socket.opened()
  const answers: unknown[] = []
  socket.onHeard = (_, heard) => {
    if (heard.kind === 'stateless' && heard.payload.includes('"checkpoint"')) answers.push(JSON.parse(heard.payload))
  }
  const control = 'other/docket/control'
  socket.send(authFrame(control, await tokenOf('mallory', 'other')))
  const ask = { kind: 'checkpoint', entity: 'list', id: 'private' }
  socket.send(statelessFrame(control, JSON.stringify({ ...ask, tenant: 'demo' })))
  await vi.waitFor(() => expect(answers).toEqual([{ ...ask, checkpoint: null }]), soon)
})
