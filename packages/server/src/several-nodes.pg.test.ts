import { createStore, defineEntity, hocuspocusTransport, memoryStorage, type Store } from '@docket/core'
import { createTestDatabase } from '@docket/test-support/database'
import { hasRedis, startTestRedis } from '@docket/test-support/redis'
import { SignJWT } from 'jose'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { z } from 'zod'
import { inProcessNotifications } from '../test/in-process-notifications.ts'
import { flawsOfChain } from '../test/ledger-records.ts'
import { createServer, type DocketServer } from './create-server.ts'
import { rulesFor } from './gate/rules.ts'
import { createLogger } from './logger.ts'

const bill = defineEntity('bill', {
  initial: { total: 0, isPaid: false },
  events: {
    added: { payload: z.object({ n: z.number() }), evolve: (s, { n }) => ({ ...s, total: s.total + n }) },
    paid: { payload: z.object({}), evolve: (s) => ({ ...s, isPaid: true }) },
  },
  summary: (s) => s,
})
const rules = rulesFor(bill, { events: { paid: (s) => !s.isPaid || { code: 'paid_twice', reason: 'it is paid' } } })
const SECRET = 'of the tests of several nodes, and of nothing else'
const soon = { timeout: 20_000 }
const redis = hasRedis() ? await startTestRedis() : undefined
afterAll(() => redis?.stop())

describe.each(['postgres', 'own', ...(redis ? (['redis'] as const) : [])] as const)(
  'two nodes that hear by %s',
  (kind) => {
    let pool: pg.Pool
    let nodes: DocketServer[]
    let url: string
    const own = inProcessNotifications()

    const start = () =>
      createServer({
        entities: [bill],
        rules: [rules],
        ...(kind === 'own' && { nodes: own() }),
        config: {
          port: 0,
          databaseUrl: url,
          redisUrl: redis?.url,
          notifications: kind === 'own' ? 'websocket' : kind,
          auth: { kind: 'secret', secret: SECRET },
        },
        logger: createLogger('silent'),
      })

    beforeAll(async () => {
      const database = await createTestDatabase()
      url = database.url
      pool = new pg.Pool({ connectionString: url })
      nodes = [await start(), await start()]
    })
    afterAll(async () => {
      await Promise.all(nodes.map((node) => node.close()))
      await pool.end()
    })

    async function device(node: number, name: string): Promise<Store> {
      const token = await new SignJWT({ tenant: 'demo', roles: ['device'] })
        .setProtectedHeader({ alg: 'HS256' })
        .setSubject(name)
        .setExpirationTime('1h')
        .sign(new TextEncoder().encode(SECRET))
      const store = createStore({
        tenant: 'demo',
        user: 'ann',
        device: name,
        entities: [bill],
        storage: memoryStorage(),
        transport: hocuspocusTransport({ url: `${nodes[node]?.url.replace('http', 'ws')}/sync`, token }),
      })
      onTestFinished(() => store.close())
      return store
    }

    test('[NOD2] what is committed on one is seen on the other, in the document and in the list', async () => {
      const [left, right] = [await device(0, 'left'), await device(1, 'right')]
      const [here, there] = [left.open(bill, 'seen'), right.open(bill, 'seen')]
      const list = right.list(bill)
      for (let n = 1; n <= 20; n++) await here.record('added', { n }).committed
      await vi.waitFor(() => expect(there.state.total).toBe(210), soon)
      await vi.waitFor(() => expect(list.rows().find(({ id }) => id === 'seen')?.summary.total).toBe(210), soon)
      await there.record('paid', {}).committed
      await vi.waitFor(() => expect(here.state.isPaid).toBe(true), soon)
    })

    test('[NOD1] [GAT3] a rule that looks at the state holds across nodes: of two payments at once one is rejected', async () => {
      const [left, right] = [await device(0, 'till-1'), await device(1, 'till-2')]
      for (let round = 0; round < 10; round++) {
        const [here, there] = [left.open(bill, `paid-${round}`), right.open(bill, `paid-${round}`)]
        await here.record('added', { n: 5 }).committed
        await vi.waitFor(() => expect(there.state.total).toBe(5), soon)
        const receipts = [here.record('paid', {}), there.record('paid', {})]
        const results = await Promise.allSettled(receipts.map(({ committed }) => committed))
        expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
        here.close()
        there.close()
      }
      const { rows } = await pool.query(
        `select count(*)::int as n from docket.audit_events where reject_code = 'paid_twice' and entity_id like 'paid-%'`,
      )
      expect(rows).toEqual([{ n: 10 }])
    })

    test('[NOD1] [COM2] both write one document at full speed: no number is missing, the read model has all', async () => {
      const [left, right] = [await device(0, 'fast-1'), await device(1, 'fast-2')]
      const [here, there] = [left.open(bill, 'fast'), right.open(bill, 'fast')]
      const receipts = Array.from({ length: 150 }, () => [
        here.record('added', { n: 1 }),
        there.record('added', { n: 1 }),
      ])
      await Promise.all(receipts.flat().map(({ committed }) => committed))
      await vi.waitFor(() => expect([here.state.total, there.state.total]).toEqual([300, 300]), soon)
      const { rows } = await pool.query(`select state from docket.entities where entity_id = 'fast'`)
      expect(rows).toEqual([{ state: { total: 300, isPaid: false } }])
      expect(await flawsOfChain(pool, 'demo')).toEqual([])
    })
  },
)

test('[NOD4] a second server that would not hear of the first is refused, and says what to do', async () => {
  const { url } = await createTestDatabase()
  const start = (notifications: 'websocket' | 'postgres') =>
    createServer({
      entities: [bill],
      config: { port: 0, databaseUrl: url, redisUrl: undefined, notifications, auth: { kind: 'development' } },
      logger: createLogger('silent'),
    })
  const first = await start('websocket')
  await expect(start('websocket')).rejects.toMatchObject({
    code: 'node_already_running',
    message: expect.stringContaining('DOCKET_NOTIFICATIONS=postgres') as string,
  })
  await expect(start('postgres')).rejects.toMatchObject({ code: 'node_already_running' })
  await first.close()
  const joined = await Promise.all([start('postgres'), start('postgres')])
  await expect(start('websocket')).rejects.toMatchObject({ code: 'node_already_running' })
  await Promise.all(joined.map((node) => node.close()))
})
