import type { EventRecord } from '@docket/core'
import { createTestDatabase } from '@docket/test-support/database'
import pg from 'pg'
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import * as Y from 'yjs'
import { Conversation, type Outcome } from '../test/hostile/conversation.ts'
import { appendOf, goodEvent } from '../test/hostile/target.ts'
import { readLedger } from '../test/ledger.ts'
import { tally } from '../test/tally.ts'
import { updateFrame } from '../test/wire.ts'
import { createTokens } from './auth/tokens.ts'
import { createServer, type DocketServer } from './create-server.ts'
import { createLogger } from './logger.ts'

const auth = { kind: 'secret', secret: 'the secret of these tests, 32 bytes' } as const
const tokens = createTokens(auth)
const database = await createTestDatabase()
const pool = new pg.Pool({ connectionString: database.url })
let server: DocketServer

beforeAll(async () => {
  server = await createServer({
    entities: [tally],
    config: { port: 0, databaseUrl: database.url, redisUrl: undefined, auth },
    logger: createLogger('silent'),
  })
})
afterAll(async () => {
  await server.close()
  await pool.end()
})

interface Peer {
  readonly socket: Conversation
  /** Appends to a document of its own making. */
  append(name: string, ...events: readonly EventRecord[]): Promise<Outcome>
}

/** A socket on which these documents are open. */
async function peer(...names: readonly string[]): Promise<Peer> {
  const socket = new Conversation(server.port)
  onTestFinished(() => socket.close())
  const docs = new Map(names.map((name) => [name, new Y.Doc()]))
  for (const [name, doc] of docs) {
    const [tenant = ''] = name.split('/')
    const token = await tokens.issue?.({ subject: 'till', tenant, roles: ['device'], expiresInS: 60 })
    Y.applyUpdate(doc, await socket.open(name, token ?? ''))
  }
  return {
    socket,
    append: (name, ...events) => socket.update(name, appendOf(docs.get(name) ?? new Y.Doc(), ...events)),
  }
}

const idsIn = async (document: string): Promise<string[]> =>
  (await readLedger(pool, document)).map(({ event }) => event.id)

const ACKNOWLEDGED = { kind: 'acknowledged' }
const REUSED = { kind: 'refused', code: 'event_id_reused' }

test.each<[what: string, change: Partial<EventRecord>]>([
  ['with the same content', {}],
  ['with other content', { payload: { n: 2 } }],
])('[GAT2] an id of another document, %s, is a breach, and both documents go on', async (_, change) => {
  const [first, second] = [crypto.randomUUID(), crypto.randomUUID()].map((id) => `demo/tally/${id}`) as [string, string]
  const { append } = await peer(first, second)
  const [event, good, next] = [goodEvent(), goodEvent(), goodEvent()]
  expect(await append(first, event)).toEqual(ACKNOWLEDGED)
  expect(await append(second, good, { ...event, ...change })).toEqual(REUSED)
  expect(await idsIn(second)).toEqual([])
  expect(await append(second, good)).toEqual(ACKNOWLEDGED)
  expect(await append(first, next)).toEqual(ACKNOWLEDGED)
  expect(await idsIn(first)).toEqual([event.id, next.id])
  expect(await idsIn(second)).toEqual([good.id])
  await vi.waitFor(async () => {
    const { rows } = await pool.query('select code, submitted_by from docket.breaches where document = $1', [second])
    expect(rows).toEqual([{ code: 'event_id_reused', submitted_by: 'till' }])
  })
  const { rows } = await pool.query("select state ->> 'count' as count from docket.entities where entity_id = $1", [
    second.split('/')[2],
  ])
  expect(rows).toEqual([{ count: '1' }])
})

test('[GAT2] one id in two documents of a group: one has it, and the documents beside them do not suffer', async () => {
  const names = Array.from({ length: 20 }, (_, n) => `demo/tally/group-${n}`)
  const { append } = await peer(...names)
  const shared = goodEvent()
  const events = names.map((_, n) => (n === 7 || n === 13 ? shared : goodEvent()))
  // All in one tick, so in one group.
  const outcomes = await Promise.all(names.map((name, n) => append(name, events[n] as EventRecord)))
  expect(outcomes).toEqual(names.map((_, n) => (n === 13 ? REUSED : ACKNOWLEDGED)))
  for (const [n, name] of names.entries()) expect(await idsIn(name)).toEqual(n === 13 ? [] : [events[n]?.id])
})

test('[GAT2] one id in two documents, at the same time on two connections: one of them has it', async () => {
  const names: [string, string] = ['demo/tally/race-a', 'demo/tally/race-b']
  const [a, b] = [await peer(names[0]), await peer(names[1])]
  for (let round = 0; round < 20; round++) {
    const event = goodEvent()
    const before = (await Promise.all(names.map(idsIn))).flat()
    const outcomes = await Promise.all([a.append(names[0], event), b.append(names[1], { ...event, at: 1 })])
    expect(outcomes).toEqual(expect.arrayContaining([ACKNOWLEDGED, REUSED]))
    expect((await Promise.all(names.map(idsIn))).flat().sort()).toEqual([...before, event.id].sort())
  }
})

test('the same event in one document, at the same time on two connections, is accepted once', async () => {
  const name = 'demo/tally/twice'
  const peers = [await peer(name), await peer(name)]
  const event = goodEvent()
  expect(await Promise.all(peers.map(({ append }) => append(name, event)))).toEqual([ACKNOWLEDGED, ACKNOWLEDGED])
  expect(await idsIn(name)).toEqual([event.id])
})

test('[TEN1] an id of another tenant is an id like any other', async () => {
  const names = ['one', 'two'].map((tenant) => `${tenant}/tally/same`)
  const { append } = await peer(...names)
  const event = goodEvent()
  // In one group, and one after the other.
  expect(await Promise.all(names.map((name) => append(name, event)))).toEqual([ACKNOWLEDGED, ACKNOWLEDGED])
  for (const name of names) expect(await idsIn(name)).toEqual([event.id])
  const later = goodEvent()
  const [own, other] = await Promise.all([peer('one/tally/later'), peer('two/tally/later')])
  expect(await own.append('one/tally/later', later)).toEqual(ACKNOWLEDGED)
  expect(await other.append('two/tally/later', { ...later, payload: { n: 2 } })).toEqual(ACKNOWLEDGED)
})

test('[GAT2] what is sent right behind a reused id, on it or beside it, costs the other documents nothing', async () => {
  const [taken, name, beside] = ['demo/tally/taken', 'demo/tally/behind', 'demo/tally/beside'] as const
  const { append, socket } = await peer(taken, name, beside)
  const event = goodEvent()
  await append(taken, event)
  const mine = new Y.Doc()
  const reused = appendOf(mine, event)
  Y.applyUpdate(mine, reused)
  const buildsOnIt = appendOf(mine, goodEvent())
  const ofAnother = goodEvent()
  socket.send(...[reused, buildsOnIt, appendOf(new Y.Doc(), ofAnother)].map((update) => updateFrame(name, update)))
  const other = append(beside, goodEvent())
  const outcomes = [await socket.outcome(name), await socket.outcome(name), await socket.outcome(name)]
  expect(outcomes).toEqual([REUSED, { kind: 'refused', code: 'update_gap' }, ACKNOWLEDGED])
  expect(await other).toEqual(ACKNOWLEDGED)
  const again = goodEvent()
  expect(await append(name, again)).toEqual(ACKNOWLEDGED)
  expect(await idsIn(name)).toEqual([ofAnother.id, again.id])
})
