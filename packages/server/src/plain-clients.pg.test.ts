import { createStore, type EventRecord, hocuspocusTransport } from '@docket/core'
import { createTestDatabase } from '@docket/test-support/database'
import { HocuspocusProvider, HocuspocusProviderWebsocket } from '@hocuspocus/provider'
import * as encoding from 'lib0/encoding'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { goodEvent } from '../test/hostile/target.ts'
import { openPlainClient, type PlainOptions } from '../test/plain-client.ts'
import { tally, tallyRules } from '../test/tally.ts'
import { authFrame, awarenessFrame, MESSAGE, SYNC, statelessFrame, updateFrame } from '../test/wire.ts'
import { createTokens } from './auth/tokens.ts'
import { createServer, type DocketServer } from './create-server.ts'
import { createLogger } from './logger.ts'

const auth = { kind: 'secret', secret: 'the secret of these tests, 32 bytes' } as const
const tokens = createTokens(auth)
const database = await createTestDatabase()
const pool = new pg.Pool({ connectionString: database.url })
let server: DocketServer
let documents = 0

beforeAll(async () => {
  server = await createServer({
    entities: [tally],
    rules: [tallyRules],
    config: { port: 0, databaseUrl: database.url, redisUrl: undefined, auth, trustedProxies: 1 },
    limits: { wrongTokensPerMinute: 8, awarenessClients: 2 },
    logger: createLogger('silent'),
  })
})
afterAll(async () => {
  await server.close()
  await pool.end()
})

/** The machine may be busy with other tests. */
function until(check: () => void | Promise<void>): Promise<void> {
  return vi.waitFor(check, { timeout: 10_000, interval: 5 })
}

async function tokenOf(tenant = 'demo', expiresInS = 60, subject = 'till'): Promise<string> {
  return (await tokens.issue?.({ subject, tenant, roles: ['device'], expiresInS })) ?? ''
}

function newName(): string {
  return `demo/tally/plain-${++documents}`
}

async function plain(name: string, options: PlainOptions = {}) {
  return openPlainClient(server.port, name, { params: { token: await tokenOf() }, ...options })
}

/** A stock provider of Hocuspocus on the same document. */
async function stock(name: string) {
  const socket = new HocuspocusProviderWebsocket({ url: `ws://127.0.0.1:${server.port}/sync` })
  const provider = new HocuspocusProvider({ websocketProvider: socket, name, token: await tokenOf() })
  provider.attach()
  onTestFinished(() => {
    provider.destroy()
    socket.destroy()
  })
  return { provider, events: provider.document.getArray<EventRecord>('events') }
}

async function trailOf(name: string): Promise<readonly { readonly event_id: string; readonly verdict: string }[]> {
  const { rows } = await pool.query<{ event_id: string; verdict: string }>(
    "select event_id, verdict from docket.audit_events where tenant_id || '/' || entity_type || '/' || entity_id = $1 order by seq",
    [name],
  )
  return rows
}

const idsOf = (events: Y.Array<EventRecord>): string[] => events.toArray().map(({ id }) => id)

describe('a plain client with a right token', () => {
  test('[YWS1] shares a document with a client of Hocuspocus and with a store, in all directions', async () => {
    const name = newName()
    const [a, b] = [await plain(name), await stock(name)]
    const token = await tokenOf()
    const url = `ws://127.0.0.1:${server.port}/sync`
    const transport = hocuspocusTransport({ url, token })
    const store = createStore({ tenant: 'demo', user: 'ann', device: 'till', entities: [tally], transport })
    onTestFinished(() => store.close())
    const c = store.open(tally, name.split('/')[2] ?? '')
    a.events.push([goodEvent(), goodEvent()])
    await until(() => expect([b.events.length, c.status.events]).toEqual([2, 2]))
    b.events.push([goodEvent()])
    await until(() => expect([a.events.length, c.status.events]).toEqual([3, 3]))
    await c.record('added', { n: 5 }).committed
    await until(() => expect([a.events.length, b.events.length]).toEqual([4, 4]))
    expect(a.events.toArray()).toEqual(b.events.toArray())
    expect(c.history().map(({ event }) => event)).toEqual(a.events.toArray())
  })

  test('[COM1] [YWS1] whatever another client sees of it is in Postgres', async () => {
    const name = newName()
    const [a, b, c] = [await plain(name), await stock(name), await plain(name)]
    const seen: Promise<void>[] = []
    for (const events of [b.events, c.events]) {
      events.observe(() => {
        const ids = idsOf(events)
        // Until it is read, more may have been committed.
        const stored = trailOf(name).then((trail) => trail.slice(0, ids.length).map(({ event_id }) => event_id))
        seen.push(stored.then((trail) => expect(trail).toEqual(ids)))
      })
    }
    for (let n = 1; n <= 10; n++) {
      a.events.push([goodEvent()])
      await until(() => expect([b.events.length, c.events.length]).toEqual([n, n]))
    }
    await Promise.all(seen)
    expect(seen.length).toBeGreaterThanOrEqual(20)
  })

  test('[GAT3] [YWS1] gets the verdict on an event that breaks a rule, and goes on', async () => {
    const a = await plain(newName())
    const bad = goodEvent({ payload: { n: 'no number' } })
    a.events.push([bad])
    a.events.push([goodEvent()])
    await until(() => expect(a.verdicts.toArray()).toMatchObject([{ ref: bad.id, code: 'payload_invalid' }]))
    await until(async () => {
      const verdicts = (await trailOf(a.provider.roomname)).map(({ verdict }) => verdict)
      expect(verdicts).toEqual(['rejected', 'accepted'])
    })
    expect([a.end(), a.closes()]).toEqual([undefined, 0])
  })

  test('[YWS1] sees who else is there, and is seen', async () => {
    const name = newName()
    const [a, b] = [await plain(name), await stock(name)]
    a.provider.awareness.setLocalStateField('user', 'plain')
    b.provider.setAwarenessField('user', 'stock')
    const usersOf = (states: Map<number, { [field: string]: unknown }> | undefined) =>
      [...(states?.values() ?? [])].map(({ user }) => user).toSorted()
    await until(() => expect(usersOf(a.provider.awareness.getStates())).toEqual(['plain', 'stock']))
    await until(() => expect(usersOf(b.provider.awareness?.getStates())).toEqual(['plain', 'stock']))
    a.provider.destroy()
    await until(() => expect(usersOf(b.provider.awareness?.getStates())).toEqual(['stock']))
  })

  test('[YWS1] brings what it recorded offline, also while it connects', async () => {
    const name = newName()
    const doc = new Y.Doc()
    const events = doc.getArray<EventRecord>('events')
    events.push([goodEvent()])
    const a = await plain(name, { doc })
    a.provider.on('status', () => events.push([goodEvent()]))
    await until(() => expect(a.provider.synced).toBe(true))
    events.push([goodEvent()])
    await until(async () => expect(await trailOf(name)).toHaveLength(events.length))
    expect(a.end()).toBeUndefined()
  })

  test('[YWS3] may show its token as a subprotocol; the server agrees to another one', async () => {
    const name = newName()
    const a = await plain(name, { params: {}, protocols: ['docket', await tokenOf()] })
    await until(() => expect(a.provider.synced).toBe(true))
    expect(a.provider.ws?.protocol).toBe('docket')
  })
})

describe('who may not open a document', () => {
  test.each<[why: string, name: string, token: () => Promise<string>, code: number, reason: string]>([
    ['a wrong token', 'demo/tally/x', async () => 'nonsense', 4401, 'token_invalid'],
    ['no token', 'demo/tally/x', async () => '', 4401, 'token_missing'],
    ['another tenant', 'other/tally/x', tokenOf, 4403, 'tenant_mismatch'],
    ['an unknown entity', 'demo/nothing/x', tokenOf, 4403, 'entity_unknown'],
    ['no name of a document', 'demo/tally', tokenOf, 4403, 'document_name_invalid'],
    ['a name that is escaped', 'demo/tally/%78', tokenOf, 4403, 'document_name_invalid'],
  ])(
    '[TEN1] [YWS2] %s: is told why by the close, which is final, and gets nothing',
    async (_, name, token, code, reason) => {
      const a = openPlainClient(server.port, name, { params: { token: await token() } })
      await until(() => expect(a.end()).toEqual({ code, reason }))
      expect([a.provider.synced, a.doc.store.clients.size, a.closes()]).toEqual([false, 0, 1])
    },
  )

  test('[TEN1] [YWS2] another tenant hears nothing of a document that exists', async () => {
    const name = newName()
    const a = await plain(name)
    a.events.push([goodEvent()])
    await until(async () => expect(await trailOf(name)).toHaveLength(1))
    const spy = await plain(name, { params: { token: await tokenOf('other') } })
    await until(() => expect(spy.end()).toEqual({ code: 4403, reason: 'tenant_mismatch' }))
    expect(spy.doc.store.clients.size).toBe(0)
  })

  test('[YWS2] a token that expires ends the connection; with a fresh one the client goes on', async () => {
    const name = newName()
    const a = await plain(name, { params: { token: await tokenOf('demo', 1) } })
    await until(() => expect(a.end()).toEqual({ code: 4401, reason: 'token_expired' }))
    a.events.push([goodEvent()])
    a.provider.params = { token: await tokenOf() }
    a.provider.connect()
    await until(async () => expect(await trailOf(name)).toHaveLength(1))
  })

  test('[GAT4] [YWS2] wrong tokens without end are refused as too many', async () => {
    const reasons: string[] = []
    for (let n = 0; n < 10; n++) {
      const socket = raw('demo/tally/x', `wrong-${n}`, { 'x-forwarded-for': '198.51.100.9' })
      const { code, reason } = await socket.closed
      expect(code).toBe(4401)
      reasons.push(reason)
    }
    expect(reasons).toEqual([...Array<string>(8).fill('token_invalid'), 'too_many_attempts', 'too_many_attempts'])
  })
})

/** A WebSocket on which any bytes are sent. */
function raw(name: string, token: string, headers: Record<string, string> = {}) {
  const socket = new WebSocket(`ws://127.0.0.1:${server.port}/y/${name}?token=${token}`, { headers })
  onTestFinished(() => socket.terminate())
  const heard: Uint8Array[] = []
  socket.on('message', (data: Buffer) => heard.push(data))
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.once('close', (code, reason) => resolve({ code, reason: reason.toString() }))
  })
  return { socket, heard, closed }
}

async function rawOpen(name: string, token?: string) {
  const opened = raw(name, token ?? (await tokenOf()))
  await new Promise((resolve) => opened.socket.once('open', resolve))
  // Its SyncStep1, which is answered when the document is open.
  opened.socket.send(new Uint8Array([0, SYNC.step1, 1, 0]))
  await until(() => expect(opened.heard.length).toBeGreaterThan(1))
  return opened
}

function updateMessage(update: Uint8Array): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, MESSAGE.sync)
    encoding.writeVarUint(encoder, SYNC.update)
    encoding.writeVarUint8Array(encoder, update)
  })
}

function awarenessMessage(client: number, state: object): Uint8Array {
  const update = encoding.encode((encoder) => {
    // One client, and its clock.
    encoding.writeVarUint(encoder, 1)
    encoding.writeVarUint(encoder, client)
    encoding.writeVarUint(encoder, 1_000)
    encoding.writeVarString(encoder, JSON.stringify(state))
  })
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, MESSAGE.awareness)
    encoding.writeVarUint8Array(encoder, update)
  })
}

const breaches: [what: string, code: string, change: (doc: Y.Doc) => void][] = [
  ['a deletion', 'deletion', (doc) => doc.getArray('events').delete(0, 1)],
  ['another root', 'root_unknown', (doc) => doc.getMap('own').set('a', 1)],
  ['a subdocument', 'content_unknown', (doc) => doc.getArray('events').push([new Y.Doc()])],
  ['a shared type', 'content_unknown', (doc) => doc.getArray('events').push([new Y.Map()])],
  [
    'a verdict',
    'verdict_forged',
    (doc) => doc.getArray('verdicts').push([{ ref: 'a', code: 'b', reason: 'c', at: 1 }]),
  ],
  ['what is no event', 'event_malformed', (doc) => doc.getArray('events').push([{ id: 'a' }])],
]

describe('what a plain client may not send', () => {
  test.each(breaches)('[GAT2] [YWS2] %s: is refused whole, and told why by the close', async (_, code, change) => {
    const name = newName()
    const [a, watcher] = [await plain(name), await stock(name)]
    const first = goodEvent()
    a.events.push([first])
    await until(() => expect(watcher.events.length).toBe(1))
    change(a.doc)
    await until(() => expect(a.end()).toEqual({ code: 4422, reason: code }))
    const next = goodEvent()
    watcher.events.push([next])
    await until(async () => {
      expect((await trailOf(name)).map(({ event_id }) => event_id)).toEqual([first.id, next.id])
    })
    const fresh = await plain(name)
    await until(() => expect(fresh.provider.synced).toBe(true))
    expect(fresh.events.toArray()).toEqual([first, next])
    expect([...fresh.doc.share.keys()].toSorted()).toEqual(['events', 'verdicts'])
    await until(async () => {
      const { rows } = await pool.query('select code from docket.breaches where document = $1', [name])
      expect(rows).toEqual([{ code }])
    })
  })

  const other = 'demo/tally/forged'
  const update = (): Uint8Array => {
    const doc = new Y.Doc()
    doc.getArray('events').push([goodEvent()])
    return Y.encodeStateAsUpdate(doc)
  }
  test.each<[what: string, bytes: () => Uint8Array | string | Promise<Uint8Array>]>([
    ['nothing', () => new Uint8Array()],
    ['a text', () => 'no frame'],
    ['a step that does not exist', () => new Uint8Array([0, 3, 1, 0])],
    ['an update that is cut off', () => new Uint8Array([0, 2, 200, 1])],
    ['an update with something after it', () => new Uint8Array([0, 2, 2, 0, 0, 0])],
    ['awareness that is cut off', () => new Uint8Array([1, 9, 1])],
    ['a token', () => new Uint8Array([2, 0, 1, 65])],
    ['a stateless message', () => new Uint8Array([5, 2, 123, 125])],
    ['an unknown type', () => new Uint8Array([99, 0])],
    ['an endless number', () => new Uint8Array(20).fill(255)],
    ["a frame of Hocuspocus' with another document's update", () => updateFrame(other, update())],
    ["a frame of Hocuspocus' that opens another document", async () => authFrame(other, await tokenOf())],
    ["a frame of Hocuspocus' with awareness in another document", () => awarenessFrame(other, new Uint8Array([0]))],
    ["a frame of Hocuspocus' to all", () => statelessFrame(other, '{}', 6)],
  ])('[GAT1] [YWS2] %s: closes the socket, and reaches no document', async (_, bytes) => {
    const name = newName()
    const { socket, closed } = await rawOpen(name)
    socket.send(await bytes())
    expect(await closed).toEqual({ code: 4400, reason: 'frame_malformed' })
    expect([await trailOf(name), await trailOf(other)]).toEqual([[], []])
  })

  test('[GAT4] [YWS2] a frame that is too large closes the socket', async () => {
    const { socket, closed } = await rawOpen(newName())
    socket.send(new Uint8Array(3 * 1024 * 1024))
    expect((await closed).code).toBe(1009)
  })

  test('[GAT4] [YWS2] awareness in the name of many, or of another, reaches nobody', async () => {
    const name = newName()
    const [a, watcher] = [await plain(name), await stock(name)]
    a.provider.awareness.setLocalStateField('user', 'plain')
    await until(() => expect(watcher.provider.awareness?.getStates().size).toBe(2))
    const { socket } = await rawOpen(name, await tokenOf('demo', 60, 'somebody else'))
    const states = [a.doc.clientID, 101, 102, 103, 104]
    for (const client of states) socket.send(awarenessMessage(client, { user: 'forged' }))
    await until(() => expect(watcher.provider.awareness?.getStates().get(102)).toEqual({ user: 'forged' }))
    // Another message's way to the server and back: what was before it has been handled.
    const marker = goodEvent()
    const doc = new Y.Doc()
    doc.getArray('events').push([marker])
    socket.send(updateMessage(Y.encodeStateAsUpdate(doc)))
    await until(() => expect(idsOf(watcher.events)).toEqual([marker.id]))
    const seen = watcher.provider.awareness?.getStates()
    expect([...(seen?.keys() ?? [])].filter((client) => states.includes(client)).toSorted()).toEqual(
      [a.doc.clientID, 101, 102].toSorted(),
    )
    expect(seen?.get(a.doc.clientID)).toMatchObject({ user: 'plain' })
  })
})
