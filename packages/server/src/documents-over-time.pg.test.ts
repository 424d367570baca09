import { queryObjects } from 'node:v8'
import { createStore, type EventRecord, hocuspocusTransport, memoryStorage, nextEventId } from '@docket/core'
import { createTestDatabase } from '@docket/test-support/database'
import { HocuspocusProvider, HocuspocusProviderWebsocket } from '@hocuspocus/provider'
import { Document } from '@hocuspocus/server'
import pg from 'pg'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import * as Y from 'yjs'
import { sampleOrder } from '../test/sample-order.ts'
import { createServer, type DocketServer } from './create-server.ts'

const database = await createTestDatabase()
const pool = new pg.Pool({ connectionString: database.url })
const logged: Record<string, unknown>[] = []
let server: DocketServer

beforeAll(async () => {
  server = await createServer({
    entities: [sampleOrder],
    config: { port: 0, databaseUrl: database.url, redisUrl: undefined, auth: { kind: 'development' } },
    logger: pino({ level: 'warn' }, { write: (line: string) => logged.push(JSON.parse(line)) }),
  })
})
afterAll(async () => {
  await server.close()
  await pool.end()
})

async function token(): Promise<string> {
  const response = await fetch(`${server.url}/v1/dev/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ tenant: 'demo', sub: 'till', roles: ['device'] }),
  })
  return ((await response.json()) as { token: string }).token
}

function openSocket(): HocuspocusProviderWebsocket {
  const socket = new HocuspocusProviderWebsocket({
    url: `${server.url.replace('http', 'ws')}/sync`,
    delay: 50,
    minDelay: 50,
  })
  onTestFinished(() => socket.destroy())
  return socket
}

/** Not before the old connection is closed: until then `connect` thinks that there is nothing to do. */
async function reconnect(socket: HocuspocusProviderWebsocket): Promise<void> {
  const closed = new Promise<void>((resolve) => socket.on('disconnect', () => resolve()))
  socket.disconnect()
  await closed
  await socket.connect()
}

/** A stock provider. */
function connect(id: string, socket = openSocket(), doc = new Y.Doc()) {
  const denials: string[] = []
  const provider = new HocuspocusProvider({
    websocketProvider: socket,
    name: `demo/order/${id}`,
    document: doc,
    token,
    onAuthenticationFailed: ({ reason }) => void denials.push(reason),
  })
  provider.attach()
  onTestFinished(() => provider.destroy())
  return { doc, provider, denials, events: doc.getArray<EventRecord>('events') }
}

function added(name: string): EventRecord {
  const at = Date.now()
  return { id: nextEventId(undefined, at), type: 'item_added', v: 1, at, by: 'ann', device: 'till', payload: { name } }
}

const acknowledged = (provider: HocuspocusProvider): Promise<void> =>
  vi.waitFor(() => expect(provider.unsyncedChanges).toBe(0), { timeout: 10_000, interval: 1 })

/** Records events in a document, an update each, and leaves it. */
async function recordAndLeave(id: string, count: number): Promise<EventRecord[]> {
  const socket = openSocket()
  const { provider, events } = connect(id, socket)
  await vi.waitFor(() => expect(provider.isSynced).toBe(true))
  for (let n = 0; n < count; n++) {
    events.push([added(`${id} ${n}`)])
    await acknowledged(provider)
  }
  socket.destroy()
  return events.toArray()
}

async function rowsOf(table: 'snapshots' | 'updates' | 'audit_events', id: string): Promise<number> {
  const { rows } = await pool.query(`select count(*) from docket.${table} where entity_id = $1`, [id])
  return Number(rows[0].count)
}

function logOf(id: string): Record<string, unknown>[] {
  return logged.filter(({ document }) => document === `demo/order/${id}`)
}

test('[DOC1] a document that is left with more than a few updates gets a snapshot, and is read back from it', async () => {
  await recordAndLeave('short', 3)
  const events = await recordAndLeave('left', 20)
  await vi.waitFor(async () => expect(await rowsOf('snapshots', 'left')).toBe(1))
  expect(await rowsOf('snapshots', 'short')).toBe(0)
  // Also if the snapshot is all that is there.
  await pool.query("delete from docket.updates where entity_id = 'left'")
  const again = connect('left')
  await vi.waitFor(() => expect(again.events.toArray()).toEqual(events))
  again.events.push([added('one more')])
  await acknowledged(again.provider)
  const third = connect('left')
  await vi.waitFor(() => expect(third.events.toArray()).toEqual(again.events.toArray()))
})

test('[DOC1] a document that is never left gets one too', async () => {
  const { provider, events } = connect('open')
  await vi.waitFor(() => expect(provider.isSynced).toBe(true))
  for (let n = 0; n < 2_010; n++) events.push([added(String(n))])
  await acknowledged(provider)
  await vi.waitFor(async () => expect(await rowsOf('snapshots', 'open')).toBe(1))
  expect(provider.isSynced).toBe(true)
})

test('[DOC2] a damaged document is refused by code and logged; others go on; repaired, it takes what was recorded meanwhile', async () => {
  const before = await recordAndLeave('bad', 5)
  await vi.waitFor(() => expect(logOf('bad')).toEqual([]))
  const { rows } = await pool.query("select no, data from docket.updates where entity_id = 'bad' order by no")
  const { no, data } = rows[2]
  await pool.query("update docket.updates set data = '\\x0102' where no = $1", [no])

  const socket = openSocket()
  const bad = connect('bad', socket)
  await vi.waitFor(() => expect(bad.denials).toEqual(['document_corrupt']))
  bad.events.push([added('secret words')])
  const good = connect('good', socket)
  good.events.push([added('fine')])
  await acknowledged(good.provider)
  expect(bad.provider.isSynced).toBe(false)
  expect(bad.provider.unsyncedChanges).toBeGreaterThan(0)
  expect(await rowsOf('audit_events', 'bad')).toBe(5)
  expect(await rowsOf('updates', 'bad')).toBe(5)
  expect(await rowsOf('snapshots', 'bad')).toBe(0)
  // One attempt, one line: a refused client does not try again on its own.
  expect(logOf('bad')).toEqual([
    expect.objectContaining({ level: 50, code: 'document_corrupt', row: { table: 'updates', no: Number(no) } }),
  ])
  expect(JSON.stringify(logOf('bad'))).not.toMatch(/secret|bad \d/)
  expect((await pool.query("select * from docket.breaches where document = 'demo/order/bad'")).rows).toEqual([])

  await pool.query('update docket.updates set data = $2 where no = $1', [no, data])
  await reconnect(socket)
  await acknowledged(bad.provider)
  expect(bad.events.toArray()).toHaveLength(6)
  expect(bad.events.toArray()).toEqual(expect.arrayContaining(before))
  await vi.waitFor(async () => expect(await rowsOf('audit_events', 'bad')).toBe(6))
})

test('[DOC3] a document that cannot be opened leaves memory, however often somebody tries', {
  timeout: 60_000,
}, async () => {
  await recordAndLeave('unopened', 3)
  const documents = (): number => queryObjects(Document, { format: 'count' })
  await vi.waitFor(() => expect(documents()).toBe(0), { timeout: 20_000 })
  await pool.query("update docket.updates set data = '\\x0102' where entity_id = 'unopened'")
  for (let attempt = 0; attempt < 3; attempt++) {
    const socket = openSocket()
    const { denials } = connect('unopened', socket)
    await vi.waitFor(() => expect(denials).toEqual(['document_corrupt']), { timeout: 10_000 })
    socket.destroy()
  }
  await vi.waitFor(() => expect(documents()).toBe(0), { timeout: 10_000 })
})

test('[DOC2] a snapshot that is damaged is logged, made up for, and written anew', async () => {
  const events = await recordAndLeave('healed', 12)
  await vi.waitFor(async () => expect(await rowsOf('snapshots', 'healed')).toBe(1))
  await pool.query("update docket.snapshots set data = '\\x00' where entity_id = 'healed'")
  const { events: seen } = connect('healed')
  await vi.waitFor(() => expect(seen.toArray()).toEqual(events))
  expect(logOf('healed')).toEqual([
    expect.objectContaining({
      code: 'document_corrupt',
      row: expect.objectContaining({ table: 'snapshots' }) as unknown,
    }),
  ])
  await vi.waitFor(async () => {
    const { rows } = await pool.query(
      "select sha256(data) = digest as good from docket.snapshots where entity_id = 'healed'",
    )
    expect(rows).toEqual([{ good: true }])
  })
})

test('[DOC2] a store says why, keeps recording, and commits when the document is repaired', async () => {
  await recordAndLeave('store', 2)
  const { rows } = await pool.query("select no, data from docket.updates where entity_id = 'store' order by no limit 1")
  await pool.query("update docket.updates set data = '\\xff' where no = $1", [rows[0].no])
  const open = () =>
    createStore({
      tenant: 'demo',
      user: 'ann',
      device: 'till-9',
      entities: [sampleOrder],
      storage,
      transport: hocuspocusTransport({ url: `${server.url.replace('http', 'ws')}/sync`, token, maxRetryDelayMs: 300 }),
    })
  const storage = memoryStorage()
  const store = open()
  const doc = store.open(sampleOrder, 'store')
  await vi.waitFor(() => expect(doc.status.error).toMatchObject({ code: 'document_corrupt' }))
  await doc.record('item_added', { name: 'meanwhile' }).saved
  await store.open(sampleOrder, 'other').record('item_added', { name: 'fine' }).committed
  expect(doc.status).toMatchObject({ synced: false, uncommitted: 1 })
  await pool.query('update docket.updates set data = $2 where no = $1', [rows[0].no, rows[0].data])
  await store.close()
  const again = open()
  onTestFinished(() => again.close())
  const repaired = again.open(sampleOrder, 'store')
  await vi.waitFor(() => expect(repaired.status).toMatchObject({ synced: true, uncommitted: 0, events: 3 }))
  expect(repaired.status.error).toBeUndefined()
})
