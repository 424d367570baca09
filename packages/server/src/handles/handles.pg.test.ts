import { createStore, defineEntity, hocuspocusTransport, nextEventId, type RejectedError } from '@docket/core'
import { createTestDatabase } from '@docket/test-support/database'
import pg from 'pg'
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { z } from 'zod'
import { createServer, type DocketServer } from '../create-server.ts'
import { rulesFor } from '../gate/rules.ts'
import { createLogger } from '../logger.ts'

const bill = defineEntity('bill', {
  initial: { minor: 0, isPaid: false },
  events: {
    charged: {
      payload: z.object({ minor: z.int().positive() }),
      guard: ({ isPaid }) => !isPaid || 'the bill is paid',
      evolve: (state, { minor }) => ({ ...state, minor: state.minor + minor }),
    },
    paid: {
      payload: z.object({ by: z.string() }),
      guard: ({ isPaid }) => !isPaid || 'it is paid already',
      evolve: (state) => ({ ...state, isPaid: true }),
    },
  },
  summary: ({ minor }) => ({ minor }),
})
const billRules = rulesFor(bill, {
  authorize: ({ roles }) => !roles.includes('guest') || { code: 'no_guests', reason: 'guests only look' },
})

const database = await createTestDatabase()
const pool = new pg.Pool({ connectionString: database.url })
let server: DocketServer

beforeAll(async () => {
  server = await createServer({
    entities: [bill],
    rules: [billRules],
    tenant: 'demo',
    config: { port: 0, databaseUrl: database.url, redisUrl: undefined, auth: { kind: 'development' } },
    logger: createLogger('silent'),
  })
})
afterAll(async () => {
  await server.close()
  await pool.end()
})

async function till(tenant = 'demo') {
  const response = await fetch(`${server.url}/v1/dev/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ tenant, sub: 'till', roles: ['device'] }),
  })
  const { token } = (await response.json()) as { token: string }
  const store = createStore({
    tenant,
    user: 'ann',
    device: 'till',
    entities: [bill],
    transport: hocuspocusTransport({ url: `${server.url.replace('http', 'ws')}/sync`, token: () => token }),
  })
  onTestFinished(() => store.close())
  return store
}

async function ledgerOf(id: string) {
  const { rows } = await pool.query(
    `select event_id, event_type, actor_id, device_id, submitted_by, ref, occurred_at_ms::float8 as at, verdict
     from docket.audit_events where tenant_id = 'demo' and entity_id = $1 order by seq`,
    [id],
  )
  return rows
}

test('[HND1] what the server records is committed, and seen by a till that has the document open', async () => {
  const doc = (await till()).open(bill, 'seen')
  const handle = server.entity(bill, 'seen')
  const charged = await handle.record('charged', { minor: 250 })
  expect(charged.effect).toEqual({ kind: 'applied' })
  expect(await ledgerOf('seen')).toMatchObject([
    {
      event_id: charged.event.id,
      event_type: 'bill.charged',
      actor_id: null,
      device_id: 'server',
      submitted_by: 'server',
    },
  ])
  await vi.waitFor(() => expect(doc.state).toEqual({ minor: 250, isPaid: false }))

  await doc.record('charged', { minor: 50 }).committed
  expect(await handle.state()).toEqual({ minor: 300, isPaid: false })
  const paid = await handle.record('paid', { by: 'card' }, { by: 'bob', ref: charged.event.id, at: 1_000 })
  expect((await ledgerOf('seen')).at(-1)).toMatchObject({ actor_id: 'bob', ref: charged.event.id, at: 1_000 })
  expect(await handle.history({ limit: 2 })).toMatchObject([
    { event: { type: 'charged', by: 'ann' }, effect: { kind: 'applied' } },
    { event: { id: paid.event.id } },
  ])
  expect(await handle.history()).toHaveLength(3)
  expect(await handle.history({ limit: 0 })).toEqual([])
})

test('[HND1] what is wrong is thrown, and nothing is stored', async () => {
  const handle = server.entity(bill, 'wrong')
  await expect(handle.record('charged', { minor: -1 })).rejects.toMatchObject({ code: 'payload_invalid' })
  // @ts-expect-error -- there is no such event
  await expect(handle.record('burnt', {})).rejects.toMatchObject({ code: 'event_unknown' })
  // @ts-expect-error -- the payload's types are checked
  await expect(handle.record('charged', { minor: '1' })).rejects.toMatchObject({ code: 'payload_invalid' })
  expect(await ledgerOf('wrong')).toEqual([])
  await handle.record('paid', { by: 'cash' })
  await expect(handle.record('charged', { minor: 1 })).rejects.toMatchObject({
    code: 'guard_refused',
    reason: 'the bill is paid',
  })
  expect(await ledgerOf('wrong')).toHaveLength(1)
})

test('[HND1] what the rules reject is thrown with its verdict, and stays in the trail', async () => {
  const handle = server.entity(bill, 'rejected')
  const guest = { subject: 'gus', roles: ['guest'] }
  const failure = await handle.record('charged', { minor: 1 }, { as: guest }).catch((error: RejectedError) => error)
  expect(failure).toMatchObject({ name: 'RejectedError', code: 'no_guests', verdict: { code: 'no_guests' } })
  await expect(
    handle.record('charged', { minor: 1 }, { as: { subject: 'gus', roles: [] }, by: 'ann' }),
  ).rejects.toMatchObject({ code: 'actor_forbidden' })
  expect(await ledgerOf('rejected')).toMatchObject([
    { actor_id: 'gus', submitted_by: 'gus', verdict: 'rejected' },
    { actor_id: 'ann', submitted_by: 'gus', verdict: 'rejected' },
  ])
  expect(await handle.state()).toEqual({ minor: 0, isPaid: false })
})

test('[HND2] many callers and a till record in one document at once: all lands, each after what its author had seen', async () => {
  const doc = (await till()).open(bill, 'busy')
  const handle = server.entity(bill, 'busy')
  const callers = Array.from({ length: 8 }, async () => {
    const mine: string[] = []
    for (let round = 0; round < 10; round++) {
      const seen = (await handle.history({ limit: 1 }))[0]?.event.id ?? ''
      const { event } = await handle.record('charged', { minor: 1 })
      expect(event.id > seen).toBe(true)
      mine.push(event.id)
    }
    return mine
  })
  for (let round = 0; round < 20; round++) await doc.record('charged', { minor: 1 }).committed
  const recorded = await Promise.all(callers)
  for (const mine of recorded) expect(mine).toEqual(mine.toSorted())
  expect(new Set(recorded.flat()).size).toBe(80)
  expect(await handle.state()).toEqual({ minor: 100, isPaid: false })
  await vi.waitFor(() => expect(doc.state).toEqual({ minor: 100, isPaid: false }))
  expect(await ledgerOf('busy')).toHaveLength(100)
})

test('[HND2] of callers that all pass the guard only one does: the others are refused, nothing of them is stored', async () => {
  const handle = server.entity(bill, 'once')
  const outcomes = await Promise.allSettled(Array.from({ length: 10 }, () => handle.record('paid', { by: 'card' })))
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  expect(await ledgerOf('once')).toHaveLength(1)
})

test('[HND3] a call that is repeated with its id records once, and says the same', async () => {
  const handle = server.entity(bill, 'repeated')
  const id = nextEventId(undefined, Date.now())
  const first = await handle.record('paid', { by: 'card' }, { id })
  expect(first.event.id).toBe(id)
  expect(await handle.record('paid', { by: 'card' }, { id })).toEqual(first)
  const both = await Promise.all([1, 2].map(() => handle.record('paid', { by: 'card' }, { id })))
  expect(both).toEqual([first, first])
  await expect(handle.record('paid', { by: 'cash' }, { id })).rejects.toMatchObject({ code: 'event_id_reused' })
  await expect(server.entity(bill, 'elsewhere').record('paid', { by: 'card' }, { id })).rejects.toMatchObject({
    code: 'event_id_reused',
  })
  expect(await ledgerOf('repeated')).toHaveLength(1)
})

test('[TEN1] a handle is of one tenant, which somebody has to name', async () => {
  await server.entity(bill, 'a', { tenant: 'one' }).record('charged', { minor: 5 })
  expect(await server.entity(bill, 'a', { tenant: 'two' }).state()).toEqual({ minor: 0, isPaid: false })
  expect(await server.entity(bill, 'a').history()).toEqual([])
  expect(() => server.entity(bill, 'a/b')).toThrow(expect.objectContaining({ code: 'document_name_invalid' }))
  const other = defineEntity('other', { initial: {}, events: {} })
  expect(() => server.entity(other, 'a')).toThrow(expect.objectContaining({ code: 'entity_unknown' }))
  const { url } = await createTestDatabase()
  const nobodys = await createServer({
    entities: [bill],
    config: { port: 0, databaseUrl: url, redisUrl: undefined, auth: { kind: 'development' } },
    logger: createLogger('silent'),
  })
  onTestFinished(() => nobodys.close())
  expect(() => nobodys.entity(bill, 'a')).toThrow(expect.objectContaining({ code: 'tenant_missing' }))
})
