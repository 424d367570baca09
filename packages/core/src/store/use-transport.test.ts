import { expect, onTestFinished, test, vi } from 'vitest'
import { order } from '../../test/order.ts'
import { openTill } from '../../test/till.ts'
import { fakeClock } from '../testing/fakes.ts'
import { localServer } from '../testing/local-server.ts'
import { broadcastChannelTransport } from '../transport/broadcast-channel/broadcast-channel-transport.ts'
import type { Transport, TransportHost } from '../transport/transport.ts'
import { StoreClosedError } from './record-errors.ts'

const item = { id: 'i', name: 'Coffee', quantity: 1, price_minor: 280 }

test('[TRN4] what an earlier transport says is not heard any more', async () => {
  const hosts: TransportHost[] = []
  const talkative: Transport = {
    ledger: true,
    connect(host) {
      hosts.push(host)
      const attachment = { owns: () => false, detach: () => undefined }
      return { attach: () => attachment, askForCheckpoint: () => undefined, close: () => undefined }
    },
  }
  const store = openTill({ transport: talkative })
  hosts[0]?.onConnection('online')
  expect(store.status().connection).toBe('online')
  store.useTransport(talkative)
  expect(store.status().connection).toBe('offline')
  hosts[0]?.onConnection('refused')
  hosts[0]?.onDelayed(true)
  expect(store.status()).toMatchObject({ connection: 'offline', committingDelayed: false })
  hosts[1]?.onConnection('online')
  store.useTransport(undefined)
  hosts[1]?.onConnection('online')
  expect(store.status().connection).toBe('offline')
  await store.close()
})

test('[TRN4] what was recorded without a transport goes out by the next one, though nobody has it open', async () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const server = localServer({ entities: [order] })
  const store = openTill()
  const doc = store.open(order, 'a')
  const { event } = doc.record('item_added', { item })
  doc.close()
  await vi.advanceTimersByTimeAsync(15_000)
  expect(store.peek(order, 'a')).toBeUndefined()
  store.useTransport(server.transport())
  await vi.advanceTimersByTimeAsync(1_000)
  expect(server.eventsOf('demo/order/a')).toEqual([event])
  expect(store.status().uncommitted).toBe(0)
  await store.close()
})

test('[TRN4] a receipt that waits is resolved by the next transport', async () => {
  const server = localServer({ entities: [order] })
  const first = server.transport()
  first.cut()
  const store = openTill({ transport: first })
  const doc = store.open(order, 'a')
  const { event, committed } = doc.record('item_added', { item })
  store.useTransport(server.transport())
  await committed
  expect(server.eventsOf('demo/order/a')).toEqual([event])
  await store.close()
  expect(() => store.useTransport(undefined)).toThrow(StoreClosedError)
})

test('[TRN4] a store that is committing late says so by the next transport as well', async () => {
  const server = localServer({ entities: [order], clock: fakeClock(1) })
  const store = openTill({ transport: server.transport() })
  server.holdCommits()
  await vi.waitFor(() => expect(store.status().committingDelayed).toBe(true))
  store.useTransport(server.transport())
  expect(store.status().committingDelayed).toBe(false)
  await vi.waitFor(() => expect(store.status().committingDelayed).toBe(true))
  await store.close()
})

test('[TRN1] [TRN4] from a ledger to none and back: what waits is said truly by each', async () => {
  const server = localServer({ entities: [order] })
  const first = server.transport()
  first.cut()
  const store = openTill({ transport: first })
  const doc = store.open(order, 'a')
  const { event, saved, committed } = doc.record('item_added', { item })
  await saved
  expect([store.status(), doc.status]).toMatchObject([{ ledger: true, uncommitted: 1 }, { uncommitted: 1 }])
  store.useTransport(broadcastChannelTransport())
  await expect(committed).rejects.toMatchObject({ code: 'no_ledger' })
  expect([store.status(), doc.status]).toMatchObject([{ ledger: false, uncommitted: 0 }, { uncommitted: 0 }])
  store.useTransport(server.transport())
  expect(store.status()).toMatchObject({ ledger: true, uncommitted: 1 })
  await vi.waitFor(() => expect(server.eventsOf('demo/order/a')).toEqual([event]))
  await vi.waitFor(() => expect(doc.status.uncommitted).toBe(0))
  await store.close()
})
