import { createStore, hocuspocusTransport, memoryStorage, type Store } from '@docket/core'
import { createLogger, type DocketServer } from '@docket/server'
import { createTestDatabase } from '@docket/test-support/database'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { startServer } from '../../../server.ts'
import { makeClosing } from '../../books/make-closing.ts'
import { totalMinor } from '../../order/order-state.ts'
import { order } from '../../order.ts'
import type { DeviceToken } from '../../session/device-token.ts'
import { DayReader } from './day-reader.ts'
import { type ManagerApi, managerApi } from './manager-api.ts'
import { ProblemError } from './problem-error.ts'
import { readPeriod } from './read-orders.ts'

const { url: databaseUrl } = await createTestDatabase()
let server: DocketServer
let till: Store
let api: ManagerApi
/** When the second day begins, and the number of the last event before. */
let midnightMs = 0
let lastOfFirstDay = 0

beforeAll(async () => {
  server = await startServer({
    config: { port: 0, databaseUrl, redisUrl: undefined, auth: { kind: 'development' } },
    logger: createLogger('silent'),
  })
  const token = await tokenFor('till-A', ['device'])
  till = createStore({
    tenant: 'demo',
    user: 'ada',
    device: 'till-A',
    entities: [order],
    storage: memoryStorage(),
    transport: hocuspocusTransport({ url: `${server.url.replace('http', 'ws')}/sync`, token: () => token.get() }),
  })
  api = managerApi(await tokenFor('jon', ['manager']), server.url)

  // One order begins and ends on the first day, one goes on over midnight, one is of the second day alone.
  await record('first', ['created', { table_number: 1 }], ['item_added', { item: soup }], PAID, ['archived', {}])
  await record('both', ['created', { table_number: 2 }], ['item_added', { item: soup }])
  lastOfFirstDay = (await api.eventsSince({ after: 0 })).next
  midnightMs = Date.now() + 2
  await vi.waitFor(() => expect(Date.now()).toBeGreaterThan(midnightMs), { interval: 1 })
  await record('both', PAID)
  await record('second', ['created', { table_number: 3 }])
})
afterAll(async () => {
  await till.close()
  await server.close()
})

const soup = { id: 'soup', name: 'Soup', quantity: 2, price_minor: 650 }
const PAID: Happening = ['state_changed', { new_status: 'paid' }]
type Happening = readonly [type: keyof typeof order.events, payload: object]

async function record(id: string, ...happenings: readonly Happening[]): Promise<void> {
  const document = till.open(order, id)
  await Promise.all(happenings.map(([type, payload]) => document.record(type, payload as never).committed))
  document.close()
}

async function tokenFor(sub: string, roles: readonly string[]): Promise<DeviceToken> {
  const response = await fetch(`${server.url}/v1/dev/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ tenant: 'demo', sub, roles }),
  })
  const { token } = (await response.json()) as { token: string }
  return { get: async () => token, forget: () => undefined }
}

/** What a reader shows: of each order its status, what it comes to, and how many events it has. */
function shown(reader: DayReader): Record<string, readonly unknown[]> {
  const { trails, error } = reader.snapshot()
  expect(error).toBeUndefined()
  return Object.fromEntries(
    (trails ?? []).map(({ id, entries, state }) => [id, [state.status, totalMinor(state.items), entries.length]]),
  )
}

test('a day that is over has its orders, also as far as they went on afterwards', async () => {
  const reader = new DayReader(api, { fromMs: 0, toMs: midnightMs })
  expect(reader.snapshot()).toEqual({ trails: undefined, error: undefined })
  await reader.readOn()
  expect(shown(reader)).toEqual({ first: ['paid', 1_300, 4], both: ['paid', 1_300, 3] })
})

test('a day that goes on has orders from their beginning, and what is new', async () => {
  const reader = new DayReader(api, { fromMs: midnightMs, toMs: Number.MAX_SAFE_INTEGER })
  await reader.readOn()
  expect(shown(reader)).toEqual({ both: ['paid', 1_300, 3], second: ['open', 0, 1] })
  const heard = vi.fn()
  reader.subscribe(heard)
  await reader.readOn()
  expect(heard).not.toHaveBeenCalled()
  await record('second', ['item_added', { item: soup }])
  await reader.readOn()
  expect(heard).toHaveBeenCalledOnce()
  expect(shown(reader)).toEqual({ both: ['paid', 1_300, 3], second: ['open', 1_300, 2] })
})

test('a period has whole orders, and what is after it does not count', async () => {
  const first = await readPeriod(api, 1, lastOfFirstDay)
  const businessDay = '2026-11-22'
  const closed = makeClosing({ previous: undefined, ...first, businessDay })
  expect(closed).toMatchObject({ paid: { orders: 1, total_minor: 1_300 }, open: { orders: 1, total_minor: 1_300 } })
  const second = await readPeriod(api, lastOfFirstDay + 1)
  expect(makeClosing({ previous: closed, ...second, businessDay })).toMatchObject({
    number: 2,
    paid: { orders: 1, total_minor: 1_300 },
    grand_total_minor: 2_600,
  })
})

test('what the server refuses is told in its own words, and tried again', async () => {
  let isBroken = true
  const working = await tokenFor('jon', ['manager'])
  const token: DeviceToken = { get: async () => (isBroken ? 'no-token' : working.get()), forget: () => undefined }
  const reader = new DayReader(managerApi(token, server.url), { fromMs: 0, toMs: midnightMs })
  await reader.readOn()
  const { error, trails } = reader.snapshot()
  expect(trails).toBeUndefined()
  expect(error).toBeInstanceOf(ProblemError)
  expect(error).toMatchObject({ status: 401, code: 'token_invalid', message: expect.stringContaining('token_invalid') })
  isBroken = false
  await reader.readOn()
  expect(Object.keys(shown(reader))).toEqual(['first', 'both'])
})
