// What orders of 20 events take: in Postgres, on the wire, and open in the server's memory.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createStore, hocuspocusTransport } from '@docket/core'
import { startEmbeddedPostgres } from '@docket/server'
import { SignJWT } from 'jose'
import pg from 'pg'
import { type Row, report } from '../lib/report.ts'
import { order } from './order.ts'

const ORDERS = 1_000
const EVENTS = 20
const AT_ONCE = 50
const SECRET = 'of the server whose sizes are measured, and of nothing else'

const folder = await mkdtemp(join(tmpdir(), 'docket-bench-'))
const postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'postgres') })
const server = fork(new URL('subject.ts', import.meta.url), {
  execArgv: ['--conditions=@docket/source', '--expose-gc'],
  env: { ...process.env, DATABASE_URL: postgres.url, DOCKET_AUTH_SECRET: SECRET },
})
const [{ port }] = (await once(server, 'message')) as [{ port: number }]
const db = new pg.Client({ connectionString: postgres.url })
await db.connect()
const token = await new SignJWT({ tenant: 'demo', roles: ['device'] })
  .setProtectedHeader({ alg: 'HS256' })
  .setSubject('bench')
  .setExpirationTime('1h')
  .sign(new TextEncoder().encode(SECRET))
const transport = hocuspocusTransport({ url: `ws://127.0.0.1:${port}/sync`, token })
const store = createStore({ tenant: 'demo', user: 'ann', device: 'till-1', entities: [order], transport })

const before = await sizes()
const emptyBytes = await usedBytes()
for (let from = 0; from < ORDERS; from += AT_ONCE) {
  const documents = Array.from({ length: AT_ONCE }, (_, index) => store.open(order, `order-${from + index}`))
  for (let round = 0; round < EVENTS; round++) {
    const item = { id: crypto.randomUUID(), name: 'Cappuccino', quantity: 2, price_minor: 380 }
    await Promise.all(documents.map((document) => document.record('item_added', { item }).committed))
  }
}
const openBytes = await usedBytes()
await store.close()
server.kill('SIGKILL')
await once(server, 'exit')
await db.query('vacuum analyze')
const after = await sizes()
const { payload = Number.NaN, yjs = Number.NaN } = await contentSizes()
await db.end()
await postgres.stop()
await rm(folder, { recursive: true, force: true })

const all = [...after.keys()]
const ledger = all.filter((table) => table.startsWith('audit_events'))
await report('sizes', [
  row('payload of an event as JSON', payload, 'B'),
  row('Yjs updates of an event', yjs / (ORDERS * EVENTS), 'B'),
  row('Postgres, all tables and indexes, an event', grown(all) / (ORDERS * EVENTS), 'B'),
  row('Postgres, the ledger with its indexes, an event', grown(ledger) / (ORDERS * EVENTS), 'B'),
  row('Postgres, updates, an event', grown(['updates']) / (ORDERS * EVENTS), 'B'),
  row('Postgres, the read model, a document', grown(['entities']) / ORDERS, 'B'),
  row('server heap, an open document', (openBytes - emptyBytes) / ORDERS, 'B'),
  row('server heap, nothing open', emptyBytes / 2 ** 20, 'MiB'),
])

function row(metric: string, value: number, unit: string): Row {
  return { case: `${ORDERS.toLocaleString('en')} orders of ${EVENTS} events`, subject: 'docket', metric, value, unit }
}

function grown(tables: readonly string[]): number {
  return tables.reduce((sum, table) => sum + (after.get(table) ?? 0) - (before.get(table) ?? 0), 0)
}

async function usedBytes(): Promise<number> {
  const answer = once(server, 'message')
  server.send('how much?')
  const [{ usedBytes: bytes }] = (await answer) as [{ usedBytes: number }]
  return bytes
}

/** By table, in bytes, with indexes. */
async function sizes(): Promise<Map<string, number>> {
  const { rows } = await db.query<{ name: string; bytes: string }>(
    `select relname as name, pg_total_relation_size(oid) as bytes from pg_class
     where relnamespace = 'docket'::regnamespace and relkind = 'r'`,
  )
  return new Map(rows.map(({ name, bytes }) => [name, Number(bytes)]))
}

async function contentSizes(): Promise<{ payload?: number; yjs?: number }> {
  const { rows } = await db.query<{ payload: number; yjs: number }>(
    `select (select avg(octet_length(payload::text))::float from docket.audit_events) as payload,
       (select sum(length(data))::float from docket.updates) as yjs`,
  )
  return rows[0] ?? {}
}
