import { randomUUID } from 'node:crypto'
import { createTestDatabase } from '@docket/test-support/database'
import { hasRedis, startTestRedis } from '@docket/test-support/redis'
import pg from 'pg'
import { afterAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { inProcessNotifications } from '../../test/in-process-notifications.ts'
import { notificationsConformance } from '../testing/notifications-conformance.ts'
import { openNotifications } from './open-notifications.ts'

const database = await createTestDatabase()
const pool = new pg.Pool({ connectionString: database.url })
const redis = hasRedis() ? await startTestRedis() : undefined
afterAll(async () => {
  await pool.end()
  await redis?.stop()
})
const soon = { timeout: 10_000 }

function open(kind: 'websocket' | 'redis' | 'postgres' | 'polling' | 'electric', node = randomUUID()) {
  const config = { notifications: kind, redisUrl: redis?.url }
  return openNotifications({ config, url: database.url, db: pool, node, onError: () => undefined })
}

describe.each(['postgres', ...(redis ? (['redis'] as const) : [])] as const)(
  'every back end that joins nodes: %s',
  (kind) => {
    for (const { title, run } of notificationsConformance(() => open(kind))) test(title, run)

    test('of what is too long it hears that there is something, and not what', async () => {
      const [here, there] = [await open(kind), await open(kind)]
      onTestFinished(async () => void (await Promise.all([here.close(), there.close()])))
      expect([here.joinsNodes, here.supportsPush]).toEqual([true, true])
      const heard: number[] = []
      const missed = vi.fn()
      const tenant = `long-${randomUUID()}`
      there.subscribe(tenant, { hear: ({ first }) => void heard.push(first), missed })
      const broadcast = (first: number, bytes: number): void => {
        const documents = [{ entity: 'order', id: 'a', knownEvents: 0, updates: [new Uint8Array(bytes)] }]
        here.broadcast({ tenant, first, last: first, documents, rows: [] })
      }
      await vi.waitFor(() => {
        broadcast(1, 3)
        expect(heard).toContain(1)
      }, soon)
      const before = missed.mock.calls.length
      broadcast(2, 2_000_000)
      await vi.waitFor(() => expect(missed.mock.calls.length).toBeGreaterThan(before), soon)
      expect(heard).not.toContain(2)
    })
  },
)

describe('those of an application', () => {
  for (const { title, run } of notificationsConformance(inProcessNotifications())) test(title, run)
})

describe.each(['websocket', 'polling', 'electric'] as const)('every other: %s', (kind) => {
  for (const { title, run } of notificationsConformance(() => open(kind), { joinsNodes: false })) test(title, run)
})

test('after Postgres has cut the connection, listeners are told that they may have missed something', async () => {
  const [here, there] = [await open('postgres'), await open('postgres')]
  onTestFinished(async () => void (await Promise.all([here.close(), there.close()])))
  const heard: number[] = []
  const missed = vi.fn()
  there.subscribe('demo', { hear: ({ first }) => void heard.push(first), missed })
  await pool.query(`select pg_terminate_backend(pid) from pg_stat_activity where query like 'listen %'`)
  await vi.waitFor(() => expect(missed).toHaveBeenCalled(), soon)
  await vi.waitFor(() => {
    here.broadcast({ tenant: 'demo', first: 9, last: 9, documents: [], rows: [] })
    expect(heard).toContain(9)
  }, soon)
})
