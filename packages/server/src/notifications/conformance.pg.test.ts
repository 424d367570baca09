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
