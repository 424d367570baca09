import { randomUUID } from 'node:crypto'
import type { Store } from '@docket/core'
import { type ElectricTransportOptions, electricTransport } from '@docket/core/electric'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { electricsUnderTest } from '../test/electric/electric-under-test.ts'
import { deviceOf, list, online, proxyTo, soon, tokenOf } from '../test/sync-bench.ts'
import { createServer, type DocketServer } from './create-server.ts'
import { createLogger } from './logger.ts'

const electrics = await electricsUnderTest()
/** Longer than any test takes. */
const NEVER_MS = 600_000

describe.each(electrics)('electricTransport before $title', ({ url, secret, databaseUrl, ours }) => {
  let server: DocketServer

  beforeAll(async () => {
    server = await createServer({
      entities: [list],
      config: {
        port: 0,
        databaseUrl,
        redisUrl: undefined,
        auth: { kind: 'development' },
        notifications: 'electric',
        electricUrl: url,
        electricSecret: secret,
      },
      logger: createLogger('silent'),
    })
  })
  afterAll(() => server.close())

  /** A device behind a proxy that knows what was asked. Once it is live, it asks for nothing by itself. */
  async function device(tenant: string, options: Partial<ElectricTransportOptions> = {}) {
    const proxy = await proxyTo(server)
    const token = () => tokenOf(server, tenant, 'till')
    const transport = electricTransport({
      url: `http://127.0.0.1:${proxy.port}`,
      token,
      intervalMs: 20,
      liveIntervalMs: NEVER_MS,
      maxRetryDelayMs: 100,
      ...options,
    })
    const store = deviceOf(tenant, transport)
    const questions = (): number => proxy.bodies.filter((body) => body !== undefined).length
    /** Of Electric: the first finds out where the shape is, the second waits. */
    const waits = (): boolean => proxy.bodies.length - questions() >= 2
    return { store, questions, waits }
  }

  type Device = Awaited<ReturnType<typeof device>>

  /** Resolves when the device asks no more by itself: Electric tells it what happens. */
  async function live({ questions, waits }: Device): Promise<void> {
    let before = -1
    await vi.waitFor(
      () => {
        const now = questions()
        const isQuiet = now === before
        before = now
        expect(isQuiet && waits()).toBe(true)
      },
      { ...soon, interval: 200 },
    )
  }

  const words = (store: Store, id: string): readonly string[] => store.open(list, id).state.words
  const counts = (store: Store): Record<string, number> =>
    Object.fromEntries(
      store
        .list(list)
        .rows()
        .map(({ id, summary }) => [id, summary.words]),
    )
  const add = (store: Store, id: string, word: string): Promise<void> =>
    store.open(list, id).record('added', { word }).committed

  test('[ELE4] lists follow what others record without a question, and open documents with one each', async () => {
    const tenant = `news-${randomUUID()}`
    const quiet = { intervalMs: NEVER_MS }
    const [writer, lister, reader] = await Promise.all([device(tenant), device(tenant, quiet), device(tenant, quiet)])
    await add(writer.store, 'a', 'one')
    await vi.waitFor(() => expect(words(reader.store, 'a')).toEqual(['one']), soon)
    await Promise.all([lister, reader].map(live))
    const before = [lister.questions(), reader.questions()]
    for (const word of ['two', 'three', 'four']) {
      await add(writer.store, 'a', word)
      await vi.waitFor(() => expect(words(reader.store, 'a').at(-1)).toBe(word), soon)
    }
    await add(writer.store, 'b', 'new')
    await vi.waitFor(() => expect(counts(lister.store)).toEqual({ a: 4, b: 1 }), soon)
    expect(lister.questions()).toBe(before[0])
    expect(reader.questions()).toBe((before[1] ?? 0) + 3)
  })

  test('[ELE4] what a device has recorded itself is not asked for again', async () => {
    const tenant = `own-${randomUUID()}`
    const [own, other] = await Promise.all([device(tenant, { intervalMs: NEVER_MS }), device(tenant)])
    await add(own.store, 'a', 'first')
    await live(own)
    const before = own.questions()
    for (const word of ['one', 'two', 'three']) await add(own.store, 'a', word)
    // Rows come in order: when this one is here, so are those of its own.
    await add(other.store, 'b', 'after')
    await vi.waitFor(() => expect(counts(own.store)).toEqual({ a: 4, b: 1 }), soon)
    expect(own.questions()).toBe(before + 3)
  })

  test.runIf(ours)('[ELE5] nothing is missed between the last answer and the first news', async () => {
    if (ours === undefined) return
    const tenant = `gap-${randomUUID()}`
    const writer = await device(tenant)
    ours.fault = { status: 503 }
    onTestFinished(() => {
      ours.fault = undefined
    })
    const late = await device(tenant, { intervalMs: NEVER_MS })
    await online(late.store)
    await add(writer.store, 'a', 'missed by both')
    ours.fault = undefined
    await vi.waitFor(() => expect(counts(late.store)).toEqual({ a: 1 }), soon)
  })

  test.runIf(ours)('[ELE5] a shape that is begun anew loses nothing, although the new one begins later', async () => {
    if (ours === undefined) return
    const tenant = `rotate-${randomUUID()}`
    const [writer, reader] = await Promise.all([device(tenant), device(tenant, { intervalMs: NEVER_MS })])
    await add(writer.store, 'a', 'first')
    await vi.waitFor(() => expect(words(reader.store, 'a')).toEqual(['first']), soon)
    await live(reader)
    for (let n = 0; n < 3; n++) {
      const onTime = ours.lag()
      await add(writer.store, 'a', `${n}`)
      ours.rotate()
      await vi.waitFor(() => expect(words(reader.store, 'a').at(-1)).toBe(`${n}`), soon)
      onTime()
    }
  })

  test.runIf(ours)('[ELE5] while Electric is away the server is asked, and no longer when it is back', async () => {
    if (ours === undefined) return
    const tenant = `away-${randomUUID()}`
    const [writer, reader] = await Promise.all([device(tenant), device(tenant)])
    await add(writer.store, 'a', 'first')
    await vi.waitFor(() => expect(words(reader.store, 'a')).toEqual(['first']), soon)
    await live(reader)
    ours.fault = { status: 503 }
    onTestFinished(() => {
      ours.fault = undefined
    })
    ours.rotate()
    await add(writer.store, 'a', 'while it is away')
    await vi.waitFor(() => expect(words(reader.store, 'a')).toEqual(['first', 'while it is away']), soon)
    expect(reader.store.status().connection).toBe('online')
    ours.fault = undefined
    await live(reader)
    await add(writer.store, 'a', 'when it is back')
    await vi.waitFor(() => expect(words(reader.store, 'a')).toHaveLength(3), soon)
  })

  test('[ELE6] a token that has run out is asked for anew, once for both ways', async () => {
    const tenant = `token-${randomUUID()}`
    const writer = await device(tenant)
    let asked = 0
    const token = async (): Promise<string> => (++asked === 1 ? 'run out' : tokenOf(server, tenant, 'till'))
    const reader = await device(tenant, { token })
    await add(writer.store, 'a', 'one')
    await vi.waitFor(() => expect(counts(reader.store)).toEqual({ a: 1 }), soon)
    await live(reader)
    expect(asked).toBe(2)
  })
})
