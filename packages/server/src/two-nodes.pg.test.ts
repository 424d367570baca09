import { defineEntity, type EventRecord, nextEventId } from '@docket/core'
import { createTestDatabase } from '@docket/test-support/database'
import { HocuspocusProvider } from '@hocuspocus/provider'
import { SignJWT } from 'jose'
import pg from 'pg'
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import * as Y from 'yjs'
import { z } from 'zod'
import { createServer, type DocketServer } from './create-server.ts'
import { createLogger } from './logger.ts'

const counter = defineEntity('counter', {
  initial: { total: 0 },
  events: { added: { payload: z.object({ n: z.number() }), evolve: (s, { n }) => ({ total: s.total + n }) } },
  summary: (s) => s,
})
const SECRET = 'of the tests of two nodes, and of nothing else'

const database = await createTestDatabase()
const pool = new pg.Pool({ connectionString: database.url })
let nodes: readonly [DocketServer, DocketServer]

beforeAll(async () => {
  const config = {
    port: 0,
    databaseUrl: database.url,
    redisUrl: undefined,
    notifications: 'postgres',
    auth: { kind: 'secret', secret: SECRET },
  } as const
  const start = () => createServer({ entities: [counter], config, logger: createLogger('silent') })
  nodes = [await start(), await start()]
})
afterAll(async () => {
  await Promise.all(nodes.map((node) => node.close()))
  await pool.end()
})

async function connect(node: DocketServer, id: string, doc = new Y.Doc()) {
  const token = await new SignJWT({ tenant: 'demo', roles: ['device'] })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject('till')
    .setExpirationTime('1h')
    .sign(new TextEncoder().encode(SECRET))
  const refused: string[] = []
  const provider = new HocuspocusProvider({
    url: `${node.url.replace('http', 'ws')}/sync`,
    name: `demo/counter/${id}`,
    document: doc,
    token,
    onStateless({ payload }) {
      const { kind, code } = JSON.parse(payload) as { kind: string; code?: string }
      if (kind === 'refused') refused.push(code ?? '')
    },
  })
  onTestFinished(() => provider.destroy())
  await vi.waitFor(() => expect(provider.isSynced).toBe(true))
  const committed = () => vi.waitFor(() => expect(provider.unsyncedChanges).toBe(0))
  return { doc, provider, refused, committed, events: doc.getArray<EventRecord>('events') }
}

function added(n: number): EventRecord {
  const at = Date.now()
  return { id: nextEventId(undefined, at), type: 'added', v: 1, at, by: 'ann', device: 'till', payload: { n } }
}

async function ledger(id: string): Promise<unknown[]> {
  const { rows } = await pool.query('select event_id from docket.audit_events where entity_id = $1 order by seq', [id])
  return rows.map(({ event_id }) => event_id)
}

test('[NOD3] [COM1] a client that moves to a node which lacks what it has: nothing is refused, lost or doubled', async () => {
  const [one, two] = nodes
  // The other node has the document open, and does not hear of what the first one commits.
  const stays = await connect(two, 'moved')
  const moves = await connect(one, 'moved')
  const [first, second] = [added(1), added(2)]
  moves.events.push([first])
  await moves.committed()
  moves.provider.destroy()

  const moved = await connect(two, 'moved', moves.doc)
  moved.events.push([second])
  await moved.committed()
  await vi.waitFor(() => expect(stays.events.toArray()).toEqual([first, second]))
  expect(await ledger('moved')).toEqual([first.id, second.id])
  expect(moved.refused).toEqual([])
  const { rows } = await pool.query(`select state from docket.entities where entity_id = 'moved'`)
  expect(rows).toEqual([{ state: { total: 3 } }])
})

test('a gap that only another node can fill is looked up in Postgres', async () => {
  const [one, two] = nodes
  const behind = await connect(two, 'gap')
  const ahead = await connect(one, 'gap')
  const first = added(1)
  ahead.events.push([first])
  await ahead.committed()

  // What the other client knows comes to the second node by another way than its connection there.
  Y.applyUpdate(behind.doc, Y.encodeStateAsUpdate(ahead.doc), behind.provider)
  const second = added(2)
  behind.events.push([second])
  await vi.waitFor(async () => expect(await ledger('gap')).toEqual([first.id, second.id]))
  expect(behind.refused).toEqual([])
})

test('[GAT2] a gap that nobody can fill is refused', async () => {
  const client = await connect(nodes[0], 'no-filler')
  const elsewhere = new Y.Doc()
  elsewhere.getArray('events').push([added(1)])
  Y.applyUpdate(client.doc, Y.encodeStateAsUpdate(elsewhere), client.provider)
  client.events.push([added(2)])
  await vi.waitFor(() => expect(client.refused).toEqual(['update_gap']))
  expect(await ledger('no-filler')).toEqual([])
})
