import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createCuttableNetwork } from '@docket/test-support/cuttable-network'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { WebSocketServer } from 'ws'
import { itemOf, order } from '../../../test/order.ts'
import { openTill } from '../../../test/till.ts'
import { startYWebsocketServer } from '../../../test/y-websocket-server.ts'
import { memoryStorage } from '../../storage/memory-storage.ts'
import type { StoreOptions } from '../../store/create-store.ts'
import { localServer } from '../../testing/local-server.ts'
import { transportConformance } from '../../testing/transport-conformance.ts'
import { type YWebsocketTransportOptions, yWebsocketTransport } from './y-websocket-transport.ts'

/** The machine may be busy with other tests. */
const until = (check: () => void | Promise<void>): Promise<void> => vi.waitFor(check, { timeout: 10_000, interval: 5 })

let server: Awaited<ReturnType<typeof startYWebsocketServer>>
let tenants = 0

beforeAll(async () => {
  server = await startYWebsocketServer()
})
afterAll(() => server.stop())

describe('yWebsocketTransport', () => {
  async function client(device: string) {
    const network = await createCuttableNetwork(server.port)
    const url = `ws://127.0.0.1:${network.port}`
    return {
      ...network,
      transport: yWebsocketTransport({ url, maxRetryDelayMs: 100, tickMs: 200 }),
      user: 'ann',
      device,
    }
  }
  const suite = transportConformance(
    async () => {
      const [left, right] = await Promise.all([client('left'), client('right')])
      return {
        tenant: `bench-${++tenants}`,
        left,
        right,
        holdCommits: () => undefined,
        releaseCommits: () => undefined,
        async stop() {
          await Promise.all([left.close(), right.close()])
        },
      }
    },
    { ledger: false },
  )
  for (const { title, run } of suite) test(title, run)
})

/** It takes connections, and says nothing. */
async function muteServer() {
  let connections = 0
  const mute = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  mute.on('connection', () => connections++)
  await once(mute, 'listening')
  onTestFinished(() => {
    for (const socket of mute.clients) socket.terminate()
    mute.close()
  })
  return { url: `ws://127.0.0.1:${(mute.address() as AddressInfo).port}`, connections: () => connections }
}

/** From now on the server sends everybody away. */
function sendAway(code: number, reason: string): void {
  server.closeAll(code, reason)
  onTestFinished(() => server.closeAll())
}

/** A till with a tenant of its own, unless told. */
function till(options: Partial<YWebsocketTransportOptions> = {}, more: Partial<StoreOptions> = {}) {
  const url = `ws://127.0.0.1:${server.port}`
  const transport = yWebsocketTransport({ url, maxRetryDelayMs: 50, ...options })
  const store = openTill({ tenant: `tenant-${++tenants}`, transport, ...more })
  onTestFinished(() => store.close())
  return store
}

test('[TRN1] what was recorded without a ledger is committed when the device gets one', async () => {
  const storage = memoryStorage()
  const before = till({}, { tenant: 'demo', storage })
  await before.open(order, 'o1').record('item_added', itemOf('tea')).saved
  await before.close()
  const ledger = localServer({ entities: [order] })
  const after = openTill({ storage, transport: ledger.transport() })
  onTestFinished(() => after.close())
  await after.ready
  expect(after.status()).toMatchObject({ ledger: true })
  await until(() => expect(after.status().uncommitted).toBe(0))
  const elsewhere = openTill({ device: 'kitchen', transport: ledger.transport() })
  onTestFinished(() => elsewhere.close())
  const seen = elsewhere.open(order, 'o1')
  await until(() => expect(seen.status.events).toBe(1))
})

test('a document is at the URL, a slash and its name, with fresh parameters at every connect', async () => {
  let asked = 0
  const store = till({ params: () => ({ token: `a b ${++asked}` }) })
  const doc = store.open(order, 'o1')
  await until(() => expect(doc.status.synced).toBe(true))
  server.closeAll(1012, 'restarting')
  server.closeAll()
  const url = (count: number) => `/${store.tenant}/order/o1?token=a+b+${count}`
  await until(() => expect(server.urls).toEqual(expect.arrayContaining([url(1), url(2)])))
})

test('a server that sends us away says why; when it takes us, nothing is lost', async () => {
  sendAway(4403, 'not_for_you')
  const store = till()
  const doc = store.open(order, 'o1')
  await until(() => expect(doc.status.error?.code).toBe('not_for_you'))
  expect(store.status().connection).not.toBe('online')
  doc.record('item_added', itemOf('tea'))
  server.closeAll()
  await until(() => expect(server.docOf(`${store.tenant}/order/o1`).getArray('events').length).toBe(1))
  await until(() => expect(doc.status.error).toBeUndefined())
})

test('parameters that cannot be had, or a URL that is none, are said and asked for again', async () => {
  let fails = true
  const params = () => (fails ? Promise.reject(new Error('signed out')) : {})
  const doc = till({ params }).open(order, 'o1')
  await until(() => expect(doc.status.error).toMatchObject({ code: 'connection_failed' }))
  fails = false
  await until(() => expect(doc.status.synced).toBe(true))
})

test('a server that is silent is lost, and asked again on a new connection', async () => {
  const mute = await muteServer()
  const store = till({ url: mute.url, tickMs: 20 })
  store.open(order, 'o1')
  await until(() => expect(mute.connections()).toBeGreaterThan(1))
})

test('a server that has nothing to say answers, and keeps its connection', async () => {
  const store = till({ tickMs: 20 })
  const url = `/${store.tenant}/order/o1`
  const doc = store.open(order, 'o1')
  await until(() => expect(doc.status.synced).toBe(true))
  const { answers } = server
  await until(() => expect(server.answers).toBeGreaterThan(answers + 5))
  expect(server.urls.filter((asked) => asked === url)).toHaveLength(1)
})

test('[TRN1] a document that nobody holds is let go when it is sent, and not before', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
  const store = till()
  sendAway(1013, 'later')
  const doc = store.open(order, 'o1')
  await doc.record('item_added', itemOf('tea')).saved
  doc.close()
  await vi.advanceTimersByTimeAsync(30_000)
  expect(store.peek(order, 'o1')).toBeDefined()
  server.closeAll()
  await until(async () => {
    await vi.advanceTimersByTimeAsync(1_000)
    expect(store.peek(order, 'o1')).toBeUndefined()
  })
  expect(server.docOf(`${store.tenant}/order/o1`).getArray('events').length).toBe(1)
})
