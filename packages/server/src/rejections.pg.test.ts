import { createStore, defineEntity, hocuspocusTransport, memoryStorage, type Storage, type Store } from '@docket/core'
import { createTestDatabase } from '@docket/test-support/database'
import pg from 'pg'
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { z } from 'zod'
import { createServer, type DocketServer } from './create-server.ts'
import { rulesFor } from './gate/rules.ts'
import { createLogger } from './logger.ts'

const order = defineEntity('order', {
  initial: { items: 0 },
  events: {
    item_added: {
      payload: z.object({ quantity: z.int() }),
      evolve: ({ items }, { quantity }) => ({ items: items + quantity }),
    },
  },
})
const orderRules = rulesFor(order, {
  events: {
    item_added: ({ items }, { quantity }) =>
      items + quantity <= 100 || { code: 'too_many', reason: 'the kitchen makes at most 100' },
  },
})

const database = await createTestDatabase()
const pool = new pg.Pool({ connectionString: database.url })
let server: DocketServer

beforeAll(async () => {
  server = await createServer({
    entities: [order],
    rules: [orderRules],
    config: { port: 0, databaseUrl: database.url, redisUrl: undefined, auth: { kind: 'development' } },
    logger: createLogger('silent'),
  })
})
afterAll(async () => {
  await server.close()
  await pool.end()
})

function till(storage: Storage): Store {
  const token = async (): Promise<string> => {
    const response = await fetch(`${server.url}/v1/dev/token`, {
      method: 'POST',
      body: JSON.stringify({ tenant: 'demo', sub: 'till', roles: ['device'] }),
    })
    return ((await response.json()) as { token: string }).token
  }
  const transport = hocuspocusTransport({ url: `ws://127.0.0.1:${server.port}/sync`, token })
  return createStore({ tenant: 'demo', user: 'ann', device: 'till', entities: [order], storage, transport })
}

test('[REJ2] rejected, found after a reload, recorded again in vain, amended, accepted: all of it in the trail', async () => {
  const storage = memoryStorage()
  const before = till(storage)
  const rejected = before.open(order, 'o1').record('item_added', { quantity: 200 })
  await expect(rejected.committed).rejects.toMatchObject({ code: 'too_many' })
  await before.close()

  const store = till(storage)
  onTestFinished(() => store.close())
  const { rejections } = store
  rejections.subscribe(() => undefined)
  await vi.waitFor(() => expect(rejections.entries()).toMatchObject([{ event: rejected.event, code: 'too_many' }]))
  const at = { entity: 'order', id: 'o1' }
  const again = await rejections.resolve({ ...at, event: rejected.event }, { action: 'recordAgain' })
  await expect(again.committed).rejects.toMatchObject({ code: 'too_many' })
  await vi.waitFor(() => expect(rejections.entries()).toMatchObject([{ event: again.event }]))
  const amended = await rejections.resolve(
    { ...at, event: again.event },
    { action: 'amended', payload: { quantity: 20 }, reason: 'a zero too many' },
  )
  await amended.committed
  await vi.waitFor(() => expect(store.status()).toMatchObject({ uncommitted: 0, rejected: 0 }))
  expect(rejections.entries()).toEqual([])

  const { rows } = await pool.query(
    `select event_id, event_type, payload, verdict, reject_code, ref from docket.audit_events
      where tenant_id = 'demo' and entity_id = 'o1' order by event_id`,
  )
  const [first, second, third] = [rejected, again, amended].map(({ event }) => event.id)
  expect(rows).toMatchObject([
    { event_id: first, event_type: 'order.item_added', verdict: 'rejected', ref: null },
    { event_id: second, payload: { quantity: 200 }, verdict: 'rejected', ref: first },
    { event_type: 'order.$resolved', payload: { action: 'amended' }, verdict: 'accepted', ref: first },
    { event_id: third, payload: { quantity: 20 }, verdict: 'accepted', ref: second },
    {
      event_type: 'order.$resolved',
      payload: { action: 'amended', reason: 'a zero too many' },
      verdict: 'accepted',
      ref: second,
    },
  ])
})
