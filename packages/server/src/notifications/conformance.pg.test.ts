import { randomUUID } from 'node:crypto'
import { createTestDatabase } from '@docket/test-support/database'
import { hasRedis, startTestRedis } from '@docket/test-support/redis'
import pg from 'pg'
import { afterAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import type { CommitNews, NewsListener, Notifications } from './notifications.ts'
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

async function opened(kind: Parameters<typeof open>[0]): Promise<Notifications> {
  const notifications = await open(kind)
  onTestFinished(() => notifications.close())
  return notifications
}

function listener() {
  const heard: CommitNews[] = []
  const listening = { heard, missed: 0 }
  const port: NewsListener = { hear: (news) => void heard.push(news), missed: () => void listening.missed++ }
  return Object.assign(listening, { port })
}

function news(tenant: string, first = 1, bytes = 3): CommitNews {
  return {
    tenant,
    first,
    last: first,
    documents: [{ entity: 'order', id: 'a', knownEvents: 0, updates: [new Uint8Array(bytes).fill(7)] }],
    rows: [{ entity: 'order', id: 'a', seq: first, summary: { status: 'open' } }],
  }
}

describe.each(['websocket', 'polling', 'electric', 'postgres', ...(redis ? (['redis'] as const) : [])] as const)(
  'every back end: %s',
  (kind) => {
    test('does not hear itself, and takes anything in any order without a word', async () => {
      const notifications = await opened(kind)
      const { port, heard } = listener()
      notifications.unsubscribe('demo', port)
      notifications.subscribe('demo', port)
      notifications.broadcast(news('demo'))
      notifications.broadcast(news('nobody', 3, 3_000_000))
      notifications.unsubscribe('demo', port)
      await notifications.close()
      notifications.broadcast(news('demo'))
      expect(heard).toEqual([])
    })
  },
)

describe.each(['postgres', ...(redis ? (['redis'] as const) : [])] as const)('joins nodes: %s', (kind) => {
  async function pair() {
    const [here, there] = [await opened(kind), await opened(kind)]
    expect([here.joinsNodes, here.supportsPush]).toEqual([true, true])
    return { here, there }
  }

  /** Both ends know of each other. */
  async function subscribed(here: Notifications, there: Notifications, tenant: string) {
    const heard = listener()
    there.subscribe(tenant, heard.port)
    await vi.waitFor(() => {
      here.broadcast(news(tenant, 1))
      expect(heard.heard.length).toBeGreaterThan(0)
    }, soon)
    return heard
  }

  test('another node hears it whole', async () => {
    const { here, there } = await pair()
    const { heard } = await subscribed(here, there, 'demo')
    here.broadcast(news('demo', 2))
    await vi.waitFor(() => expect(heard).toContainEqual(news('demo', 2)), soon)
  })

  test('[TEN1] nobody hears of another tenant, nor after having unsubscribed', async () => {
    const { here, there } = await pair()
    const a = await subscribed(here, there, 'a')
    const b = await subscribed(here, there, 'b')
    there.unsubscribe('a', a.port)
    here.broadcast(news('a', 5))
    here.broadcast(news('b', 6))
    await vi.waitFor(() => expect(b.heard.some(({ first }) => first === 6)).toBe(true), soon)
    expect(a.heard.every(({ tenant, first }) => tenant === 'a' && first === 1)).toBe(true)
    expect(b.heard.every(({ tenant }) => tenant === 'b')).toBe(true)
  })

  test('of what is too long it hears that there is something', async () => {
    const { here, there } = await pair()
    const heard = await subscribed(here, there, 'demo')
    const before = heard.missed
    here.broadcast(news('demo', 2, 2_000_000))
    await vi.waitFor(() => expect(heard.missed).toBeGreaterThan(before), soon)
    expect(heard.heard.some(({ first }) => first === 2)).toBe(false)
  })
})

test('after Postgres has cut the connection, listeners are told that they may have missed something', async () => {
  const [here, there] = [await opened('postgres'), await opened('postgres')]
  const heard = listener()
  there.subscribe('demo', heard.port)
  await pool.query(`select pg_terminate_backend(pid) from pg_stat_activity where query like 'listen %'`)
  await vi.waitFor(() => expect(heard.missed).toBeGreaterThan(0), soon)
  await vi.waitFor(() => {
    here.broadcast(news('demo', 9))
    expect(heard.heard.some(({ first }) => first === 9)).toBe(true)
  }, soon)
})
