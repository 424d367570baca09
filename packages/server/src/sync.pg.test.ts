import { defineEntity, type EventRecord, nextEventId } from '@docket/core'
import { createTestDatabase } from '@docket/test-support/database'
import { HocuspocusProvider, HocuspocusProviderWebsocket } from '@hocuspocus/provider'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import * as Y from 'yjs'
import { z } from 'zod'
import { createServer, type DocketServer } from './create-server.ts'
import { createLogger } from './logger.ts'

const counter = defineEntity('counter', {
  initial: { total: 0 },
  events: { added: { payload: z.object({ n: z.number() }), evolve: (s, { n }) => ({ total: s.total + n }) } },
  summary: (s) => s,
})

const database = await createTestDatabase()
const pool = new pg.Pool({ connectionString: database.url })
let server: DocketServer

beforeAll(async () => {
  server = await createServer({
    entities: [counter],
    config: { port: 0, databaseUrl: database.url, redisUrl: undefined, auth: { kind: 'development' } },
    logger: createLogger('silent'),
  })
})
afterAll(async () => {
  await server.close()
  await pool.end()
})

async function token(claims: Record<string, unknown> = {}): Promise<string> {
  const response = await fetch(`${server.url}/v1/dev/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ tenant: 'demo', sub: 'till', roles: ['device'], ...claims }),
  })
  return ((await response.json()) as { token: string }).token
}

/** A stock provider on a socket of its own, or on a given one. */
async function connect(name: string, bearer?: string, socket = openSocket()) {
  const doc = new Y.Doc()
  const heard: { kind: string; code?: string }[] = []
  let failure: string | undefined
  const provider = new HocuspocusProvider({
    websocketProvider: socket,
    name,
    document: doc,
    token: bearer ?? (await token()),
    onStateless: ({ payload }) => heard.push(JSON.parse(payload)),
    onAuthenticationFailed: ({ reason }) => {
      failure = reason
    },
  })
  provider.attach()
  onTestFinished(() => provider.destroy())
  return {
    doc,
    provider,
    heard,
    events: doc.getArray<EventRecord>('events'),
    verdicts: doc.getArray('verdicts'),
    failure: () => failure,
  }
}

function openSocket(): HocuspocusProviderWebsocket {
  const socket = new HocuspocusProviderWebsocket({ url: `${server.url.replace('http', 'ws')}/sync` })
  onTestFinished(() => socket.destroy())
  return socket
}

function added(n: unknown, fields: Partial<EventRecord> = {}): EventRecord {
  return {
    id: nextEventId(undefined, Date.now()),
    type: 'added',
    v: 1,
    at: Date.now(),
    by: 'ann',
    device: 'till',
    payload: { n } as never,
    ...fields,
  }
}

async function rows(entityId: string): Promise<Record<string, unknown>[]> {
  const { rows: found } = await pool.query('select * from docket.audit_events where entity_id = $1 order by seq', [
    entityId,
  ])
  return found
}

const acknowledged = (provider: HocuspocusProvider): Promise<void> =>
  vi.waitFor(() => expect(provider.unsyncedChanges).toBe(0), { timeout: 10_000, interval: 1 })

describe('a stock provider with a hand-made Y.Doc', () => {
  test('[COM1] when unsyncedChanges is 0 the event is in Postgres', async () => {
    const { provider, events } = await connect('demo/counter/com1')
    await acknowledged(provider)
    for (let i = 1; i <= 20; i++) {
      events.push([added(i)])
      expect(provider.unsyncedChanges).toBeGreaterThan(0)
      await acknowledged(provider)
      expect(await rows('com1')).toHaveLength(i)
    }
    const { rows: entities } = await pool.query("select state from docket.entities where entity_id = 'com1'")
    expect(entities).toEqual([{ state: { total: 210 } }])
  })

  test('a second client sees what is committed, and a third finds it', async () => {
    const a = await connect('demo/counter/two')
    const b = await connect('demo/counter/two')
    await acknowledged(b.provider)
    a.events.push([added(1), added(2)])
    await vi.waitFor(() => expect(b.events.length).toBe(2))
    const c = await connect('demo/counter/two')
    await vi.waitFor(() => expect(c.events.toArray()).toEqual(a.events.toArray()))
  })

  test('[GAT2] a breach is told, recorded, and leaves other documents of the socket alone', async () => {
    const socket = openSocket()
    const bearer = await token()
    const bad = await connect('demo/counter/bad', bearer, socket)
    const good = await connect('demo/counter/good', bearer, socket)
    await acknowledged(bad.provider)
    bad.events.push([added(1)])
    await acknowledged(bad.provider)
    bad.events.delete(0, 1)
    await vi.waitFor(() =>
      expect(bad.heard).toContainEqual(expect.objectContaining({ kind: 'refused', code: 'deletion' })),
    )
    good.events.push([added(2)])
    await acknowledged(good.provider)
    expect(await rows('good')).toHaveLength(1)
    const again = await connect('demo/counter/bad')
    await vi.waitFor(() => expect(again.events.length).toBe(1))
    await vi.waitFor(async () => {
      const { rows: breaches } = await pool.query(
        "select code from docket.breaches where document = 'demo/counter/bad'",
      )
      expect(breaches).toEqual([{ code: 'deletion' }])
    })
  })

  test('[GAT3] one rejected event, then ten good ones: ten are committed, and the rejected one is in the trail', async () => {
    const { provider, events, verdicts } = await connect('demo/counter/wedge')
    const watcher = await connect('demo/counter/wedge')
    await acknowledged(provider)
    events.push([added('not a number')])
    for (let i = 0; i < 10; i++) events.push([added(1)])
    await acknowledged(provider)
    const trail = await rows('wedge')
    expect(trail.map(({ verdict }) => verdict)).toEqual(['rejected', ...Array<string>(10).fill('accepted')])
    expect(trail[0]).toMatchObject({ reject_code: 'payload_invalid', submitted_by: 'till', actor_id: 'ann' })
    await vi.waitFor(() => expect(watcher.verdicts.length).toBe(1))
    expect(verdicts.toArray()).toEqual(watcher.verdicts.toArray())
  })

  test('[TEN1] another tenant’s document, an unknown entity and a bad token are refused by code', async () => {
    const cases: [string, string | undefined, string][] = [
      ['other/counter/x', undefined, 'tenant_mismatch'],
      ['demo/nothing/x', undefined, 'entity_unknown'],
      ['demo/counter', undefined, 'document_name_invalid'],
      ['demo/counter/x', 'nonsense', 'token_invalid'],
      ['demo/counter/x', '', 'token_missing'],
    ]
    for (const [name, bearer, code] of cases) {
      const { failure } = await connect(name, bearer)
      await vi.waitFor(() => expect(failure()).toBe(code))
    }
  })

  test('a token that expires ends the connection; with a fresh one it goes on', async () => {
    const socket = openSocket()
    const closes: number[] = []
    socket.on('close', ({ event }: { event: { code: number } }) => closes.push(event.code))
    const { provider, events } = await connect('demo/counter/expiring', await token({ expires_in_s: 3 }), socket)
    await acknowledged(provider)
    provider.configuration.token = await token()
    await vi.waitFor(() => expect(closes).toContain(4401), { timeout: 10_000 })
    events.push([added(1)])
    await vi.waitFor(async () => expect(await rows('expiring')).toHaveLength(1), { timeout: 10_000 })
  })

  test('the control document stays empty, and tells time and summaries', async () => {
    const { doc, provider, heard } = await connect('demo/docket/control')
    await acknowledged(provider)
    provider.sendStateless(JSON.stringify({ kind: 'time', sentMs: 1 }))
    provider.sendStateless(JSON.stringify({ kind: 'summaries', after: 0 }))
    await vi.waitFor(() => expect(heard.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['time', 'summaries'])))
    doc.getArray('events').push([added(1)])
    await vi.waitFor(() =>
      expect(heard).toContainEqual(expect.objectContaining({ code: 'document_empty_by_contract' })),
    )
  })
})

describe('a client that edits while it connects', () => {
  test('[GAT2] what it sends before its answer to our state vector is no breach, and is acknowledged with it', async () => {
    const name = 'demo/counter/eager'
    const doc = new Y.Doc()
    const events = doc.getArray<EventRecord>('events')
    // Edited offline …
    events.push([added(1)])
    const refusals: string[] = []
    const bearer = await token()
    const provider = new HocuspocusProvider({
      websocketProvider: openSocket(),
      name,
      document: doc,
      // … and again before, during and after every step of connecting.
      token: () => {
        events.push([added(1)])
        return bearer
      },
      onOpen: () => events.push([added(1)]),
      onOutgoingMessage: () => {
        if (events.length < 12) setTimeout(() => events.push([added(1)]), events.length % 4)
      },
      onStateless: ({ payload }) => {
        if (payload.includes('"refused"')) refusals.push(payload)
      },
    })
    provider.attach()
    onTestFinished(() => provider.destroy())
    await vi.waitFor(() => expect(events.length).toBeGreaterThanOrEqual(12), { timeout: 10_000 })
    await acknowledged(provider)
    expect(await rows('eager')).toHaveLength(events.length)
    expect(refusals).toEqual([])
    const { rows: breaches } = await pool.query('select code from docket.breaches where document = $1', [name])
    expect(breaches).toEqual([])
  })
})
