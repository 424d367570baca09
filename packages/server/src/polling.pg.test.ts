import { pollingTransport, type SyncQuestion, type Transport } from '@docket/core'
import { createTestDatabase } from '@docket/test-support/database'
import type { HttpProxy } from '@docket/test-support/http-proxy'
import pg from 'pg'
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { deviceOf, ledgerOf, list, online, proxyTo, soon, tokenOf } from '../test/sync-bench.ts'
import { createServer, type DocketServer } from './create-server.ts'
import { createLogger } from './logger.ts'

const database = await createTestDatabase()
const pool = new pg.Pool({ connectionString: database.url })
let server: DocketServer

function startServer(databaseUrl: string): Promise<DocketServer> {
  return createServer({
    entities: [list],
    config: { port: 0, databaseUrl, redisUrl: undefined, notifications: 'postgres', auth: { kind: 'development' } },
    logger: createLogger('silent'),
  })
}

beforeAll(async () => {
  server = await startServer(database.url)
})
afterAll(async () => {
  await server.close()
  await pool.end()
})

type Options = Partial<Parameters<typeof pollingTransport>[0]>

function pollBy(proxy: HttpProxy, tenant: string, options: Options = {}): Transport {
  const url = `http://127.0.0.1:${proxy.port}/v1/sync`
  const token = () => tokenOf(server, tenant, 'till')
  return pollingTransport({ url, token, intervalMs: 20, maxRetryDelayMs: 50, ...options })
}

const asked = ({ bodies }: HttpProxy): readonly SyncQuestion[] => bodies as readonly SyncQuestion[]

/** Resolves when so many more questions have been asked, with them. */
async function nextQuestions(proxy: HttpProxy, count: number): Promise<readonly SyncQuestion[]> {
  const from = proxy.bodies.length
  await vi.waitFor(() => expect(proxy.bodies.length).toBeGreaterThanOrEqual(from + count), soon)
  return asked(proxy).slice(from, from + count)
}

test('[TRN6] a device that has nothing to send asks for summaries only; when one has moved, for that document', async () => {
  const proxy = await proxyTo(server)
  const store = deviceOf('idle', pollBy(proxy, 'idle'))
  const docs = ['a', 'b', 'c'].map((id) => store.open(list, id))
  await Promise.all(docs.map((doc) => doc.record('added', { word: 'one' }).committed))
  await vi.waitFor(
    async () => expect((await nextQuestions(proxy, 3)).flatMap((one) => one.documents)).toEqual([]),
    soon,
  )

  const from = proxy.bodies.length
  const other = deviceOf('idle', pollBy(await proxyTo(server), 'idle'))
  await other.open(list, 'b').record('added', { word: 'two' }).committed
  await vi.waitFor(() => expect(docs[1]?.state.words).toEqual(['one', 'two']), soon)
  const ids = asked(proxy)
    .slice(from)
    .flatMap((question) => question.documents.map(({ id }) => id))
  expect(new Set(ids)).toEqual(new Set(['b']))
  await vi.waitFor(
    async () => expect((await nextQuestions(proxy, 3)).flatMap((one) => one.documents)).toEqual([]),
    soon,
  )
})

test('[TRN6] every open document is asked about from time to time, in case a summary was missed', async () => {
  const proxy = await proxyTo(server)
  const store = deviceOf('recheck', pollBy(proxy, 'recheck', { recheckMs: 100 }))
  await store.open(list, 'a').record('added', { word: 'one' }).committed
  const isAsked = async (): Promise<void> => {
    const [question] = await nextQuestions(proxy, 1)
    expect(question?.documents).toMatchObject([{ id: 'a' }])
    expect(question?.documents[0]?.update).toBeUndefined()
  }
  for (let times = 0; times < 3; times++) await vi.waitFor(isAsked, soon)
})

test('[TRN6] what is recorded in one tick goes in one request, at most 100 documents', async () => {
  const proxy = await proxyTo(server)
  const store = deviceOf('tick', pollBy(proxy, 'tick', { intervalMs: 600_000 }))
  await online(store)
  const docs = Array.from({ length: 150 }, (_, n) => store.open(list, `l${n}`))
  await vi.waitFor(() => expect(docs.every(({ status }) => status.synced)).toBe(true), soon)
  const from = proxy.bodies.length
  const receipts = docs.flatMap((doc) => ['one', 'two'].map((word) => doc.record('added', { word })))
  await Promise.all(receipts.map(({ committed }) => committed))
  const sizes = asked(proxy)
    .slice(from)
    .map(({ documents }) => documents.length)
  expect(sizes).toEqual([100, 50])
  expect(await ledgerOf(pool, 'tick')).toHaveLength(300)
})

test('[TRN6] [COM1] a question or an answer that is lost loses nothing, and what is sent again is not doubled', async () => {
  const proxy = await proxyTo(server)
  const store = deviceOf('lost', pollBy(proxy, 'lost'))
  const doc = store.open(list, 'a')
  await vi.waitFor(() => expect(doc.status.synced).toBe(true), soon)
  const events: string[] = []
  for (const word of ['one', 'two', 'three']) {
    proxy.faults.push({ status: 503 }, 'answer lost', 'answer lost')
    const { event, committed } = doc.record('added', { word })
    events.push(event.id)
    await committed
  }
  expect(proxy.faults).toEqual([])
  expect(await ledgerOf(pool, 'lost')).toEqual(events)
  expect(doc.status).toMatchObject({ uncommitted: 0, events: 3 })
})

test('the token is asked for once, and anew when the server does not take it any more', async () => {
  const proxy = await proxyTo(server)
  const token = vi.fn(() => tokenOf(server, 'token', 'till'))
  const states: string[] = []
  const store = deviceOf('token', pollBy(proxy, 'token', { token }))
  store.subscribeStatus(() => states.push(store.status().connection))
  const doc = store.open(list, 'a')
  for (const word of ['one', 'two', 'three']) await doc.record('added', { word }).committed
  expect(token).toHaveBeenCalledTimes(1)
  proxy.faults.push({ status: 401 })
  await doc.record('added', { word: 'four' }).committed
  expect(token).toHaveBeenCalledTimes(2)
  // Nobody had to know.
  expect(states).not.toContain('refused')
})

test('a device whose token is refused says why, asks for a fresh one, and goes on', async () => {
  const proxy = await proxyTo(server)
  let times = 0
  const token = async () => (++times < 3 ? 'none-of-ours' : tokenOf(server, 'again', 'till'))
  const store = deviceOf('again', pollBy(proxy, 'again', { token }))
  const errors: (string | undefined)[] = []
  store.subscribeStatus(() => errors.push(store.status().error?.code))
  const doc = store.open(list, 'a')
  const { committed } = doc.record('added', { word: 'one' })
  await committed
  expect(errors).toContain('token_invalid')
  expect(store.status().error).toBeUndefined()
  await vi.waitFor(() => expect(doc.status.error).toBeUndefined(), soon)
  expect(times).toBe(3)
})

test('[TEN1] a store of another tenant than its token is refused', async () => {
  const proxy = await proxyTo(server)
  const store = deviceOf('victim', pollBy(proxy, 'thief'))
  store.open(list, 'a').record('added', { word: 'one' })
  await vi.waitFor(() => expect(store.status().error?.code).toBe('tenant_mismatch'), soon)
  expect(store.status()).toMatchObject({ connection: 'refused', uncommitted: 1 })
  expect([await ledgerOf(pool, 'victim'), await ledgerOf(pool, 'thief')]).toEqual([[], []])
})

test('a proxy that lets through less gets less at a time', async () => {
  const proxy = await proxyTo(server)
  const store = deviceOf('small', pollBy(proxy, 'small', { intervalMs: 600_000 }))
  const docs = Array.from({ length: 4 }, (_, n) => store.open(list, `l${n}`))
  await vi.waitFor(() => expect(docs.every(({ status }) => status.synced)).toBe(true), soon)
  const from = proxy.bodies.length
  proxy.maxBodyBytes = 200_000
  // In base64, 80,000 characters.
  const word = 'x'.repeat(60_000)
  const receipts = docs.map((doc) => doc.record('added', { word }))
  await Promise.all(receipts.map(({ committed }) => committed))
  const sizes = asked(proxy)
    .slice(from)
    .map(({ documents }) => documents.length)
  expect(sizes).toEqual([4, 4, 2, 2])
  expect(store.status()).toMatchObject({ quarantined: 0, uncommitted: 0 })
})

test('[TRN6] a document that the server cannot open does not hold up the others', async () => {
  const proxy = await proxyTo(server)
  const store = deviceOf('damaged', pollBy(proxy, 'damaged'))
  await store.open(list, 'a').record('added', { word: 'one' }).committed
  await store.close()
  await pool.query("delete from docket.updates where tenant_id = 'damaged'")
  // The first one has it in memory.
  const other = await startServer(database.url)
  onTestFinished(() => other.close())
  const token = () => tokenOf(other, 'damaged', 'till')
  const next = deviceOf('damaged', pollBy(await proxyTo(other), 'damaged', { token }))
  const [bad, good] = [next.open(list, 'a'), next.open(list, 'b')]
  await good.record('added', { word: 'two' }).committed
  await vi.waitFor(() => expect(bad.status.error?.code).toBe('document_corrupt'), soon)
  expect(good.status.error).toBeUndefined()
})

test('a server that was set back to a backup gets again what it lacks, and sets nothing aside', async () => {
  const proxy = await proxyTo(server)
  let serving = server
  const store = deviceOf('backup', pollBy(proxy, 'backup', { token: () => tokenOf(serving, 'backup', 'till') }))
  const doc = store.open(list, 'a')
  const first = doc.record('added', { word: 'before' })
  await first.committed
  const backup = await createTestDatabase()
  const backupPool = new pg.Pool({ connectionString: backup.url })
  serving = await startServer(backup.url)
  onTestFinished(async () => {
    await serving.close()
    await backupPool.end()
  })
  proxy.targetPort = serving.port
  const second = doc.record('added', { word: 'after' })
  await vi.waitFor(
    async () => expect(await ledgerOf(backupPool, 'backup')).toEqual([first.event.id, second.event.id]),
    soon,
  )
  await second.committed
  expect(store.status()).toMatchObject({ quarantined: 0, uncommitted: 0 })
  expect(doc.status.error).toBeUndefined()
})
