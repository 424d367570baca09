import { createTestDatabase } from '@docket/test-support/database'
import type { Pool } from 'pg'
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { startChildServer } from '../../test/child-server.ts'
import { accepted, sampleCommit } from '../../test/sample-commits.ts'
import { sampleOrder } from '../../test/sample-order.ts'
import { insertSeen, oneTo, seenProjection, seenSeqs } from '../../test/seen-projection.ts'
import { waitUntil } from '../../test/wait-until.ts'
import { createServer } from '../create-server.ts'
import { commitGroup } from '../ledger/commit-group.ts'
import { migrate } from '../ledger/migrate.ts'
import { createPool } from '../ledger/pool.ts'
import { projectionStatuses, rebuildProjection } from '../ledger/projections.ts'
import { createLogger } from '../logger.ts'
import type { Projection } from './define-projection.ts'
import { type RunningProjections, runProjections } from './run-projections.ts'

const TIMEOUT = { timeout: 15_000 }
let url: string
let pool: Pool

beforeEach(async () => {
  const database = await createTestDatabase()
  url = database.url
  await migrate(url)
  pool = await createPool(url)
})
afterEach(() => pool.end())

async function commit(tenant: string, count: number): Promise<void> {
  const events = Array.from({ length: count }, () => accepted())
  await commitGroup(pool, [sampleCommit({ tenant, entity: 'order', id: 'a' }, { events })])
}

async function run(...projections: Projection[]): Promise<RunningProjections> {
  const running = await runProjections({ databaseUrl: url, projections, logger: createLogger('silent') })
  onTestFinished(() => running.close())
  return running
}

const seen = (tenant: string): Promise<number[]> => seenSeqs(pool, tenant)

test('[PRJ1] killed again and again while it catches up, a projection has each event once, in order', async () => {
  const count = 4_000
  await commit('demo', count)
  await commit('other', count)
  for (const enough of [1, 1_500, 4_500]) {
    const child = await startChildServer('projections', { DATABASE_URL: url })
    const rows = async (): Promise<number> => (await seen('demo')).length + (await seen('other')).length
    await waitUntil(`${enough} rows are there`, async () => (await rows()) >= enough)
    await child.kill()
    expect(await rows()).toBeLessThan(2 * count)
  }
  await run(seenProjection())
  await expect.poll(() => seen('demo'), TIMEOUT).toHaveLength(count)
  await expect.poll(() => seen('other'), TIMEOUT).toHaveLength(count)
  expect(await seen('demo')).toEqual(oneTo(count))
  expect(await seen('other')).toEqual(oneTo(count))
}, 60_000)

test('[PRJ1] two workers at once and many writers: each event once, in order', async () => {
  const workers = [await run(seenProjection()), await run(seenProjection())]
  const tenants = ['a', 'b', 'c']
  const write = async (writer: number): Promise<void> => {
    for (let round = 0; round < 30; round++) {
      const tenant = tenants[(writer + round) % tenants.length] ?? ''
      await commit(tenant, 1 + (round % 3))
      for (const worker of workers) worker.kick(tenant)
    }
  }
  await Promise.all([0, 1, 2, 3].map(write))
  for (const tenant of tenants) {
    const { rows } = await pool.query('select seq::int from docket.tenants where tenant_id = $1', [tenant])
    await expect.poll(() => seen(tenant), TIMEOUT).toHaveLength(rows[0].seq)
    expect(await seen(tenant)).toEqual(oneTo(rows[0].seq))
  }
})

test('[PRJ1] a transaction that commits late is not passed over', async () => {
  const worker = await run(seenProjection())
  await commit('demo', 1)
  const late = await pool.connect()
  await late.query('begin')
  await commitGroup(late, [sampleCommit({ tenant: 'demo', entity: 'order', id: 'late' })])
  const behind = commit('demo', 1)
  await commit('other', 1)
  worker.kick('demo')
  await vi.waitFor(async () => expect(await seen('other')).toEqual([1]), TIMEOUT)
  await vi.waitFor(async () => expect(await seen('demo')).toEqual([1]), TIMEOUT)
  await late.query('commit')
  late.release()
  await behind
  await vi.waitFor(async () => expect(await seen('demo')).toEqual([1, 2, 3]), TIMEOUT)
})

test('[PRJ1] a connection that breaks in mid-event counts as no failure of the event', async () => {
  await commit('demo', 5)
  let breaks = 1
  await run(
    seenProjection({
      async apply(tx, event) {
        await insertSeen(tx, event)
        if (event.seq === 3 && breaks-- > 0) await tx.query('select pg_terminate_backend(pg_backend_pid())')
      },
    }),
  )
  await vi.waitFor(async () => expect(await seen('demo')).toEqual(oneTo(5)), TIMEOUT)
  expect(breaks).toBeLessThan(0)
  expect(await projectionStatuses(pool)).toMatchObject([{ position: 5, failure: undefined }])
})

test('[PRJ1] a server fills its projections with what it commits', async () => {
  const server = await createServer({
    entities: [sampleOrder],
    tenant: 'demo',
    projections: [seenProjection()],
    config: { port: 0, databaseUrl: url, redisUrl: undefined, auth: { kind: 'development' } },
    logger: createLogger('silent'),
  })
  onTestFinished(() => server.close())
  for (const name of ['tea', 'coffee']) await server.entity(sampleOrder, 'a').record('item_added', { name })
  await vi.waitFor(async () => expect(await seen('demo')).toEqual([1, 2]), TIMEOUT)
  await server.close()
  expect(await projectionStatuses(pool)).toMatchObject([{ position: 2, failure: undefined }])
})

test('[PRJ2] an event that cannot be applied holds up its tenant alone, is tried again, and is shown', async () => {
  await commit('bad', 5)
  await commit('good', 5)
  let isMended = false
  const worker = await run(
    seenProjection({
      async apply(tx, event) {
        await insertSeen(tx, event)
        if (event.tenant === 'bad' && event.seq === 3 && !isMended) await tx.query('select 1 / 0')
      },
    }),
  )
  await vi.waitFor(async () => {
    expect(await seen('good')).toEqual(oneTo(5))
    expect((await projectionStatuses(pool))[0]?.failure?.failures).toBeGreaterThan(1)
  }, TIMEOUT)
  expect(await seen('bad')).toEqual([1, 2])
  await commit('good', 1)
  worker.kick('good')
  await vi.waitFor(async () => expect(await seen('good')).toEqual(oneTo(6)), TIMEOUT)
  expect(await projectionStatuses(pool)).toMatchObject([
    { projection: 'seen', tenant: 'bad', position: 2, lag: 3, failure: { seq: 3, error: '22012' } },
    { projection: 'seen', tenant: 'good', position: 6, lag: 0, failure: undefined },
  ])
  isMended = true
  await vi.waitFor(async () => expect(await seen('bad')).toEqual(oneTo(5)), TIMEOUT)
  expect((await projectionStatuses(pool))[0]?.failure).toBeUndefined()
})

test('[PRJ2] an error of Postgres that `apply` hides is found, and nothing of its event is kept', async () => {
  await commit('demo', 4)
  await run(
    seenProjection({
      async apply(tx, event) {
        if (event.seq === 3) await tx.query('select 1 / 0').catch(() => undefined)
        else await insertSeen(tx, event)
      },
    }),
  )
  await vi.waitFor(async () => {
    expect(await projectionStatuses(pool)).toMatchObject([{ position: 2, failure: { seq: 3, error: '25P02' } }])
  }, TIMEOUT)
  expect(await seen('demo')).toEqual([1, 2])
})

test('a transaction cannot be used after its event', async () => {
  await commit('demo', 2)
  const late: Promise<unknown>[] = []
  let kept: Parameters<Projection['apply']>[0] | undefined
  await run(
    seenProjection({
      async apply(tx, event) {
        kept = tx
        await insertSeen(tx, event)
      },
    }),
  )
  await vi.waitFor(async () => expect(await seen('demo')).toEqual([1, 2]), TIMEOUT)
  late.push(kept?.query('delete from seen') ?? Promise.resolve())
  await expect(Promise.all(late)).rejects.toMatchObject({ code: 'projection_transaction_over' })
})

test('[PRJ3] a rebuild and a new version fill new tables from the beginning, while others run', async () => {
  await commit('demo', 3)
  await run(seenProjection())
  await vi.waitFor(async () => expect(await seen('demo')).toEqual(oneTo(3)), TIMEOUT)
  await pool.query('insert into seen (tenant, seq) values ($1, 99)', ['demo'])
  expect(await rebuildProjection(pool, 'nothing')).toBe(false)
  expect(await rebuildProjection(pool, 'seen')).toBe(true)
  await vi.waitFor(async () => expect(await seen('demo')).toEqual(oneTo(3)), TIMEOUT)

  const second = (tx: Parameters<Projection['apply']>[0], event: Parameters<Projection['apply']>[1]) =>
    insertSeen(tx, { ...event, seq: event.seq * 10 })
  await run(seenProjection({ version: 2, apply: second }))
  await vi.waitFor(async () => expect(await seen('demo')).toEqual([10, 20, 30]), TIMEOUT)
  // The worker of version 1 is still there, and leaves all to the other.
  await commit('demo', 1)
  await vi.waitFor(async () => expect(await seen('demo')).toEqual([10, 20, 30, 40]), TIMEOUT)
  expect(await projectionStatuses(pool)).toMatchObject([{ version: 2, position: 4, failure: undefined }])
})

test('[PRJ3] readers have the tables of before until the new ones are there', async () => {
  await commit('demo', 3)
  const first = await run(seenProjection())
  await vi.waitFor(async () => expect(await seen('demo')).toEqual(oneTo(3)), TIMEOUT)
  await first.close()
  const broken = seenProjection({
    version: 2,
    async setUp(tx) {
      await tx.query('truncate seen')
      throw new Error('half-way')
    },
  })
  await expect(run(broken)).rejects.toMatchObject({ code: 'projection_set_up_failed' })
  expect(await seen('demo')).toEqual(oneTo(3))
})

test('[PRJ4] it gets the types and the tenant that it asks for, rejected events with their verdicts, from now or ever', async () => {
  const address = { tenant: 'demo', entity: 'order', id: 'a' }
  const typed = (type: string, entity = 'order') => {
    const { event, submittedBy } = accepted()
    const rejection = type === 'bad' ? { code: 'forbidden', reason: 'no' } : undefined
    return commitGroup(pool, [
      sampleCommit({ ...address, entity }, { events: [{ event: { ...event, type }, submittedBy, rejection }] }),
    ])
  }
  await typed('old')
  const worker = await run(
    seenProjection({ from: 'now', tenant: 'demo', types: ['order.noted', 'order.bad', 'stay.*'] }),
  )
  await commit('stranger', 1)
  await typed('noted')
  await typed('other')
  await typed('bad')
  await typed('booked', 'stay')
  worker.kick('demo')
  const all = async () => (await pool.query('select tenant, seq, type, verdict from seen order by at')).rows
  await vi.waitFor(async () => expect(await all()).toHaveLength(3), TIMEOUT)
  expect(await all()).toEqual([
    { tenant: 'demo', seq: 2, type: 'noted', verdict: 'accepted' },
    { tenant: 'demo', seq: 4, type: 'bad', verdict: 'forbidden' },
    { tenant: 'demo', seq: 5, type: 'booked', verdict: 'accepted' },
  ])
  const statuses = await projectionStatuses(pool)
  expect(statuses).toMatchObject([{ tenant: 'demo', position: 5, lag: 0 }])
})
