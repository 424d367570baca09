import { createStore, defineEntity, hocuspocusTransport, type RejectedError, type Store } from '@docket/core'
import { createTestDatabase } from '@docket/test-support/database'
import pg from 'pg'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { z } from 'zod'
import { createServer, type DocketServer } from './create-server.ts'
import { rulesFor } from './gate/rules.ts'

const order = defineEntity('order', {
  initial: { status: 'open', items: 0 },
  events: {
    item_added: { payload: z.object({ note: z.string() }), evolve: (o) => ({ ...o, items: o.items + 1 }) },
    state_changed: {
      payload: z.object({ new_status: z.enum(['open', 'paid', 'void']) }),
      evolve: (o, { new_status }) => ({ ...o, status: new_status }),
    },
  },
  summary: (o) => o,
})

const orderRules = rulesFor(order, {
  authorize: ({ roles }, { type }) =>
    type !== 'state_changed' || roles.includes('cashier') || 'only a cashier changes the state of an order',
  events: {
    item_added: (_, { note }) => {
      if (note === 'broken') throw new Error(`no such note: ${note}`)
      return true
    },
    state_changed: ({ items }, { new_status }) =>
      new_status !== 'void' || items === 0 || { code: 'items_left', reason: `${items} items are in it` },
  },
})

const database = await createTestDatabase()
const pool = new pg.Pool({ connectionString: database.url })
const log: string[] = []
let server: DocketServer

beforeAll(async () => {
  server = await createServer({
    entities: [order],
    rules: [orderRules],
    config: { port: 0, databaseUrl: database.url, redisUrl: undefined, auth: { kind: 'development' } },
    logger: pino({ level: 'error' }, { write: (line: string) => log.push(line) }),
  })
})
afterAll(async () => {
  await server.close()
  await pool.end()
})

async function device(name: string, ...roles: readonly string[]): Promise<Store> {
  const token = async (): Promise<string> => {
    const response = await fetch(`${server.url}/v1/dev/token`, {
      method: 'POST',
      body: JSON.stringify({ tenant: 'demo', sub: name, roles: ['device', ...roles] }),
    })
    return ((await response.json()) as { token: string }).token
  }
  const store = createStore({
    tenant: 'demo',
    user: 'ann',
    device: name,
    entities: [order],
    transport: hocuspocusTransport({ url: `ws://127.0.0.1:${server.port}/sync`, token }),
  })
  onTestFinished(() => store.close())
  return store
}

async function trailOf(id: string): Promise<Record<string, unknown>[]> {
  const { rows } = await pool.query(
    `select verdict, reject_code, reject_reason, submitted_by from docket.audit_events
     where entity_id = $1 order by event_id`,
    [id],
  )
  return rows
}

const codeOf = (committed: Promise<void>): Promise<string | undefined> =>
  committed.then(
    () => undefined,
    (error: RejectedError) => error.code,
  )

test('[GAT3] an event that a rule refuses is told to its sender and to all, and blocks nothing behind it', async () => {
  const [mine, theirs] = [await device('mine'), await device('theirs')]
  const doc = mine.open(order, 'wedge')
  const others = theirs.open(order, 'wedge')
  const paid = doc.record('state_changed', { new_status: 'paid' })
  const after = Array.from({ length: 10 }, () => doc.record('item_added', { note: 'x' }))
  expect(doc.state).toEqual({ status: 'paid', items: 10 })
  await expect(paid.committed).rejects.toMatchObject({
    code: 'forbidden',
    message: 'only a cashier changes the state of an order',
  })
  await Promise.all(after.map(({ committed }) => committed))
  for (const document of [doc, others]) {
    await vi.waitFor(() => expect(document.state).toEqual({ status: 'open', items: 10 }))
    expect(document.history()[0]).toMatchObject({
      event: paid.event,
      effect: { kind: 'rejected', code: 'forbidden', reason: 'only a cashier changes the state of an order' },
    })
  }
  expect(await trailOf('wedge')).toEqual([
    {
      verdict: 'rejected',
      reject_code: 'forbidden',
      reject_reason: 'only a cashier changes the state of an order',
      submitted_by: 'mine',
    },
    ...Array<object>(10).fill({ verdict: 'accepted', reject_code: null, reject_reason: null, submitted_by: 'mine' }),
  ])
  const { rows } = await pool.query("select state from docket.entities where entity_id = 'wedge'")
  expect(rows).toEqual([{ state: { status: 'open', items: 10 } }])
})

test('[GAT3] a rule sees the state, of this update and of others, and gives a code of its own', async () => {
  const [mine, theirs] = [await device('mine', 'cashier'), await device('theirs', 'cashier')]
  const doc = mine.open(order, 'voided')
  // What is recorded before the store is connected arrives as one update.
  const receipts = [
    doc.record('state_changed', { new_status: 'void' }),
    doc.record('item_added', { note: 'x' }),
    doc.record('state_changed', { new_status: 'void' }),
  ]
  expect(await Promise.all(receipts.map(({ committed }) => codeOf(committed)))).toEqual([
    undefined,
    undefined,
    'items_left',
  ])
  const others = theirs.open(order, 'voided')
  await vi.waitFor(() => expect(others.state.items).toBe(1))
  expect(await codeOf(others.record('state_changed', { new_status: 'void' }).committed)).toBe('items_left')
})

test('[GAT3] a rule that throws rejects its event; the server goes on, and logs ids but no payload', async () => {
  const doc = (await device('mine')).open(order, 'throws')
  const broken = doc.record('item_added', { note: 'broken' })
  const next = doc.record('item_added', { note: 'x' })
  expect(await codeOf(broken.committed)).toBe('rule_failed')
  await next.committed
  expect(doc.state).toEqual({ status: 'open', items: 1 })
  const lines = log.filter((line) => line.includes('a rule failed'))
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { tenant: 'demo', entity: 'order', type: 'item_added', event: broken.event.id, error: 'Error' },
  ])
  expect(lines.join()).toContain('rules.pg.test.ts')
  expect(lines.join()).not.toContain('no such note')
})

test('a document that is opened again knows its verdicts and is not judged again', async () => {
  const doc = (await device('late', 'cashier')).open(order, 'wedge')
  await vi.waitFor(() => expect(doc.history()).toHaveLength(11))
  expect(doc.history()[0]?.effect).toMatchObject({ kind: 'rejected', code: 'forbidden' })
  await doc.record('state_changed', { new_status: 'paid' }).committed
  expect(doc.state).toEqual({ status: 'paid', items: 10 })
})

test('[SAV1] of events that are rejected in many documents at once, none is told as committed', async () => {
  const waiter = await device('till-many')
  const documents = Array.from({ length: 20 }, (_, index) => waiter.open(order, `many-${index}`))
  await vi.waitFor(() => expect(documents.every(({ status }) => status.synced)).toBe(true), { timeout: 10_000 })
  const told = await Promise.allSettled(
    documents.map((document) => document.record('state_changed', { new_status: 'paid' }).committed),
  )
  expect(told.map((one) => (one.status === 'rejected' ? one.reason.code : 'committed'))).toEqual(
    documents.map(() => 'forbidden'),
  )
})
