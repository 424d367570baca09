import { createStore, defineEntity, type Entity, hocuspocusTransport, type Store } from '@docket/core'
import { createTestDatabase } from '@docket/test-support/database'
import pg from 'pg'
import { expect, onTestFinished, test, vi } from 'vitest'
import { z } from 'zod'
import { verifyLedger } from '../../src/audit/verify/verify-ledger.ts'
import { createTokens } from '../../src/auth/tokens.ts'
import { createServer, type DocketServer } from '../../src/create-server.ts'
import { createLogger } from '../../src/logger.ts'

const SECRET = 'of servers that are upgraded one after the other, no other'
const initial = { names: [] as readonly string[] }

const old = defineEntity('note', {
  initial,
  events: {
    added: { payload: z.object({ name: z.string() }), evolve: (s, { name }) => ({ names: [...s.names, name] }) },
  },
  summary: ({ names }) => ({ names: names.length }),
})

/** The next version: an event has changed, and one is new. */
const next = defineEntity('note', {
  initial,
  stateVersion: 2,
  events: {
    added: {
      version: 2,
      upcasters: { 1: (payload) => ({ ...z.object({ name: z.string() }).parse(payload), course: 'main' }) },
      payload: z.object({ name: z.string(), course: z.string() }),
      evolve: (s, { name, course }) => ({ names: [...s.names, `${name} (${course})`] }),
    },
    cleared: { payload: z.object({}), evolve: () => initial },
  },
  summary: ({ names }) => ({ names: names.length }),
})

async function serve(databaseUrl: string, entity: unknown): Promise<DocketServer> {
  const server = await createServer({
    entities: [entity as Entity],
    config: {
      port: 0,
      databaseUrl,
      redisUrl: undefined,
      notifications: 'postgres',
      auth: { kind: 'secret', secret: SECRET },
    },
    logger: createLogger('silent'),
  })
  onTestFinished(() => server.close())
  return server
}

async function deviceAt(server: DocketServer, device: string, entity: unknown): Promise<Store> {
  const { issue } = createTokens({ kind: 'secret', secret: SECRET })
  const token = (await issue?.({ subject: device, tenant: 'demo', roles: ['device'], expiresInS: 3_600 })) ?? ''
  const transport = hocuspocusTransport({ url: `ws://127.0.0.1:${server.port}/sync`, token })
  const store = createStore({ tenant: 'demo', user: 'ann', device, entities: [entity as Entity], transport })
  onTestFinished(() => store.close())
  return store
}

async function given() {
  const database = await createTestDatabase()
  const pool = new pg.Pool({ connectionString: database.url, max: 2 })
  onTestFinished(() => pool.end())
  const stateOf = async (id: string): Promise<unknown> => {
    const { rows } = await pool.query('select state from docket.entities where entity_id = $1', [id])
    return rows[0]?.state
  }
  const verify = (entity: unknown) =>
    verifyLedger(pool, {
      tenant: 'demo',
      entities: new Map(entity === undefined ? [] : [['note', entity as Entity]]),
    })
  return { url: database.url, stateOf, verify }
}

test('a state in the read model is what the definition of its last commit made, until something happens', async () => {
  const { url, stateOf, verify } = await given()
  const before = await serve(url, old)
  const till = await deviceAt(before, 'older', old)
  await till.open(old, 'n1').record('added', { name: 'soup' }).committed
  await till.open(old, 'n2').record('added', { name: 'wine' }).committed
  await till.close()
  await before.close()

  const after = await serve(url, next)
  const updated = (await deviceAt(after, 'newer', next)).open(next, 'n1')
  await vi.waitFor(() => expect(updated.state.names).toEqual(['soup (main)']))
  expect(await stateOf('n1')).toEqual({ names: ['soup'] })
  expect(await verify(next)).toMatchObject({ whole: false, first_bad: { kind: 'state_not_explained' } })
  // Without definitions, and with those of then, nothing is wrong.
  expect(await verify(undefined)).toMatchObject({ whole: true })
  expect(await verify(old)).toMatchObject({ whole: true })
  await updated.record('added', { name: 'cake', course: 'dessert' }).committed
  expect(await stateOf('n1')).toEqual({ names: ['soup (main)', 'cake (dessert)'] })
  expect(await stateOf('n2')).toEqual({ names: ['wine'] })
})

test('[FLD3] [NOD2] nodes of two versions: all is kept, devices agree by their version, the read model by who was last', async () => {
  const { url, stateOf, verify } = await given()
  const [older, newer] = [await serve(url, old), await serve(url, next)]
  const here = (await deviceAt(older, 'older', old)).open(old, 'n1')
  const there = (await deviceAt(newer, 'newer', next)).open(next, 'n1')
  await here.record('added', { name: 'soup' }).committed
  await vi.waitFor(() => expect(there.state.names).toEqual(['soup (main)']))
  await there.record('added', { name: 'cake', course: 'dessert' }).committed
  await vi.waitFor(() => expect(here.status.notUnderstood).toBe(1))
  expect(await stateOf('n1')).toEqual({ names: ['soup (main)', 'cake (dessert)'] })
  await here.record('added', { name: 'tea' }).committed
  await vi.waitFor(() => expect(there.state.names).toEqual(['soup (main)', 'cake (dessert)', 'tea (main)']))
  expect(await stateOf('n1')).toEqual({ names: ['soup', 'tea'] })

  // A device that is updated first, at a server that is not: its events are accepted and kept, and nobody there knows more.
  const early = (await deviceAt(older, 'early', next)).open(next, 'n2')
  await early.record('added', { name: 'wine', course: 'aperitif' }).committed
  await early.record('cleared', {}).committed
  expect(await stateOf('n2')).toEqual({ names: [] })

  await older.close()
  await there.record('added', { name: 'ice', course: 'dessert' }).committed
  expect(await stateOf('n1')).toEqual({
    names: ['soup (main)', 'cake (dessert)', 'tea (main)', 'ice (dessert)'],
  })
  expect(await verify(undefined)).toMatchObject({ whole: true })
})
