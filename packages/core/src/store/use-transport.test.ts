import { expect, test, vi } from 'vitest'
import { order } from '../../test/order.ts'
import { clockAt, openTill } from '../../test/till.ts'
import { localServer } from '../testing/local-server.ts'
import { StoreClosedError } from './record-errors.ts'

const item = { id: 'i', name: 'Coffee', quantity: 1, price_minor: 280 }

test('[TRN2] what an earlier transport says is not heard any more', async () => {
  const server = localServer({ entities: [order] })
  const [first, second] = [server.transport(), server.transport()]
  const store = openTill({ transport: first })
  await vi.waitFor(() => expect(store.status().connection).toBe('online'))
  store.useTransport(second)
  expect(store.status().connection).toBe('offline')
  await vi.waitFor(() => expect(store.status().connection).toBe('online'))
  first.cut()
  expect(store.status().connection).toBe('online')
  second.cut()
  expect(store.status().connection).toBe('offline')
  first.restore()
  await store.open(order, 'a').record('item_added', { item }).saved
  expect(store.status()).toMatchObject({ connection: 'offline', uncommitted: 1 })
  await store.close()
})

test('[TRN2] a receipt that waits is resolved by the next transport', async () => {
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

test('[TRN2] a store that is committing late says so by the next transport as well', async () => {
  const server = localServer({ entities: [order], clock: clockAt(1) })
  const store = openTill({ transport: server.transport() })
  server.holdCommits()
  await vi.waitFor(() => expect(store.status().committingDelayed).toBe(true))
  store.useTransport(server.transport())
  expect(store.status().committingDelayed).toBe(false)
  await vi.waitFor(() => expect(store.status().committingDelayed).toBe(true))
  await store.close()
})
