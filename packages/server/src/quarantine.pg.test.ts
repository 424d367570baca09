import { createStore, defineEntity, memoryStorage, type Transport } from '@docket/core'
import { createCuttableNetwork } from '@docket/test-support/cuttable-network'
import { createTestDatabase } from '@docket/test-support/database'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { z } from 'zod'
import { tappedTransport } from '../test/tapped-transport.ts'
import { hocuspocusWay, pollingWay } from '../test/ways.ts'
import { createServer, type DocketServer } from './create-server.ts'
import { DEFAULT_LIMITS } from './gate/limits.ts'
import { createLogger } from './logger.ts'

const list = defineEntity('list', {
  initial: { words: [] as string[] },
  events: {
    added: { payload: z.object({ word: z.string() }), evolve: (s, { word }) => ({ words: [...s.words, word] }) },
  },
  summary: ({ words }) => ({ words: words.length }),
})

describe.each([hocuspocusWay, pollingWay])('by $title', async (way) => {
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

  const tapped = (transport: Transport) => {
    const tap = tappedTransport(transport)
    return {
      transport: tap.transport,
      eventsArray: (id: string) => tap.docOf(`demo/list/${id}`)?.getArray<unknown>('events'),
    }
  }

  async function device(name: string, storage = memoryStorage()) {
    const network = await createCuttableNetwork(server.port)
    const token = async (): Promise<string> => {
      const response = await fetch(`${server.url}/v1/dev/token`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ tenant: 'demo', sub: name, roles: ['device'] }),
      })
      return ((await response.json()) as { token: string }).token
    }
    const { transport, eventsArray } = tapped(way.connect(network.port, token))
    const store = createStore({ tenant: 'demo', user: 'ann', device: name, entities: [list], storage, transport })
    onTestFinished(async () => {
      await store.close()
      await network.close()
    })
    await vi.waitFor(() => expect(store.status().connection).toBe('online'), { timeout: 10_000 })
    return { store, network, eventsArray, storage }
  }

  const soon = { timeout: 10_000 }

  async function ledgerOf(id: string): Promise<readonly { event_id: string; at: number; verdict: string }[]> {
    const { rows } = await pool.query<{ event_id: string; occurred_at: Date; verdict: string }>(
      'select event_id, occurred_at, verdict from docket.audit_events where entity_id = $1 order by event_id',
      [id],
    )
    return rows.map(({ event_id, occurred_at, verdict }) => ({ event_id, at: occurred_at.getTime(), verdict }))
  }

  const accepted = ({ id, at }: { id: string; at: number }) => ({ event_id: id, at, verdict: 'accepted' })

  /** What a device records after it has lost its network, and how it is started anew with one. */
  async function offlineSession(name: string, id: string) {
    const { store, network, eventsArray, storage } = await device(name)
    const doc = store.open(list, id)
    const first = doc.record('added', { word: 'zero' })
    await first.committed
    await network.cut()
    await vi.waitFor(() => expect(store.status().connection).not.toBe('online'), soon)
    const restart = async () => {
      await store.close()
      return device(name, storage)
    }
    return { store, doc, first, eventsArray, restart }
  }

  test('[QUA1] [QUA2] a deletion while offline: set aside, fresh document, recorded again, committed once as it was', async () => {
    const offline = await offlineSession('deleting', 'deleted')
    const receipts = ['one', 'two', 'three'].map((word) => offline.doc.record('added', { word }))
    offline.eventsArray('deleted')?.delete(0)
    const otherReceipt = offline.store.open(list, 'other').record('added', { word: 'offline too' })
    const { store } = await offline.restart()
    const doc = store.open(list, 'deleted')
    const other = store.open(list, 'other')

    await vi.waitFor(() => expect(store.status()).toMatchObject({ quarantined: 3, uncommitted: 0 }), soon)
    expect(doc.state.words).toEqual(['zero'])
    expect(store.quarantine.entries()).toMatchObject([{ entity: 'list', id: 'deleted', code: 'deletion' }])
    const later = doc.record('added', { word: 'later' })
    await later.committed
    await other.record('added', { word: 'online' }).committed
    expect((await ledgerOf('other'))[0]).toEqual(accepted(otherReceipt.event))
    expect(await ledgerOf('deleted')).toEqual([offline.first, later].map(({ event }) => accepted(event)))

    await store.quarantine.resolve({ entity: 'list', id: 'deleted' }, { action: 'recordAgain' })
    expect(await ledgerOf('deleted')).toEqual([offline.first, ...receipts, later].map(({ event }) => accepted(event)))
    expect(doc.state.words).toEqual(['zero', 'one', 'two', 'three', 'later'])
    await vi.waitFor(() => expect(store.status()).toMatchObject({ quarantined: 0, uncommitted: 0, unsaved: 0 }), soon)
    const { rows } = await pool.query("select code from docket.breaches where document = 'demo/list/deleted'")
    expect(rows).toEqual([{ code: 'deletion' }])
  })

  // By HTTP, what is recorded together goes together.
  test.runIf(way === hocuspocusWay)('[QUA1] what came through before the refusal is not kept aside', async () => {
    const { store, eventsArray } = await device('deleting-online')
    const doc = store.open(list, 'deleted-online')
    await doc.record('added', { word: 'zero' }).committed
    const receipts = ['one', 'two'].map((word) => doc.record('added', { word }))
    // Each is sent as it is made; only the deletion is refused.
    eventsArray('deleted-online')?.delete(0)
    await Promise.all(receipts.map(({ committed }) => committed))
    const breaches = "select distinct code from docket.breaches where document = 'demo/list/deleted-online'"
    await vi.waitFor(async () => expect((await pool.query(breaches)).rows).toEqual([{ code: 'deletion' }]), soon)
    await doc.record('added', { word: 'three' }).committed
    expect(store.status()).toMatchObject({ quarantined: 0, uncommitted: 0 })
    expect(doc.state.words).toEqual(['zero', 'one', 'two', 'three'])
    expect(await ledgerOf('deleted-online')).toHaveLength(4)
  })

  test('[QUA1] [QUA2] garbage while online, and after it a good event: the same, also after a restart of the device', async () => {
    const first = await device('garbage')
    const doc = first.store.open(list, 'garbage')
    await doc.record('added', { word: 'zero' }).committed
    first.eventsArray('garbage')?.push([{ id: 'nonsense', word: 'x' }])
    const good = doc.record('added', { word: 'good' })
    await expect(good.committed).rejects.toMatchObject({ refusal: { code: 'event_malformed' } })
    await good.saved
    await first.store.close()

    const second = await device('garbage', first.storage)
    await vi.waitFor(() => expect(second.store.status()).toMatchObject({ quarantined: 2, uncommitted: 0 }), soon)
    expect(second.store.quarantine.entries()[0]?.events).toEqual([{ event: good.event }])
    await second.store.quarantine.resolve({ entity: 'list', id: 'garbage' }, { action: 'recordAgain' })
    expect((await ledgerOf('garbage')).at(-1)).toEqual(accepted(good.event))
    await vi.waitFor(() => expect(second.store.status().quarantined).toBe(1), soon)
    const dismissed = { action: 'dismissed', reason: 'nobody knows what it was' } as const
    await second.store.quarantine.resolve({ entity: 'list', id: 'garbage' }, dismissed)
    expect(second.store.status().quarantined).toBe(0)
  })

  test('[QUA4] an event that is refused by itself stays and says why; those behind it are recorded', async () => {
    const offline = await offlineSession('reusing', 'reused')
    const receipts = ['one', 'two', 'three'].map((word) => offline.doc.record('added', { word }))
    const bad = receipts[1]?.event
    // Its id belongs to an event of another document by the time that it arrives.
    const other = await device('first-with-the-id')
    const victim = other.store.open(list, 'victim')
    await victim.record('added', { word: 'zero' }).committed
    other.eventsArray('victim')?.push([{ ...bad, device: 'first-with-the-id' }])
    await vi.waitFor(async () => expect(await ledgerOf('victim')).toHaveLength(2), soon)
    const { store } = await offline.restart()
    await vi.waitFor(() => expect(store.status().quarantined).toBe(3), soon)
    for (let round = 0; round < 3; round++) {
      await store.quarantine.resolve({ entity: 'list', id: 'reused' }, { action: 'recordAgain' })
      await vi.waitFor(() => expect(store.status()).toMatchObject({ quarantined: 1, uncommitted: 0 }), soon)
    }
    expect(store.open(list, 'reused').state.words).toEqual(['zero', 'one', 'three'])
    const [entry] = store.quarantine.entries()
    expect(entry?.events).toMatchObject([{ event: bad, refusal: { code: 'event_id_reused' } }])
    // Once with the document, once by itself, and never again. The note is written after the answer.
    await vi.waitFor(async () => {
      const { rows } = await pool.query("select code from docket.breaches where document = 'demo/list/reused'")
      expect(rows).toEqual([{ code: 'event_id_reused' }, { code: 'event_id_reused' }])
    }, soon)
  })

  test('[QUA2] more than the server takes in one update is set aside, and taken event by event', async () => {
    const offline = await offlineSession('much', 'much')
    const word = 'x'.repeat(60_000)
    const count = Math.ceil(DEFAULT_LIMITS.updateBytes / word.length) + 1
    const receipts = Array.from({ length: count }, () => offline.doc.record('added', { word }))
    const { store } = await offline.restart()
    await vi.waitFor(() => expect(store.status().quarantined).toBe(count), soon)
    expect(store.quarantine.entries()).toMatchObject([{ code: 'update_too_large' }])
    await store.quarantine.resolve({ entity: 'list', id: 'much' }, { action: 'recordAgain' })
    expect((await ledgerOf('much')).slice(1)).toEqual(receipts.map(({ event }) => accepted(event)))
  })
})
