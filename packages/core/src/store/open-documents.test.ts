import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { itemOf, order } from '../../test/order.ts'
import { openTill } from '../../test/till.ts'
import { memoryStorage } from '../storage/memory-storage.ts'
import { localServer } from '../testing/local-server.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const LONG = 60_000

test('a document is open once, for all who hold it', async () => {
  const till = openTill()
  const doc = till.open(order, 'o1')
  expect(till.open(order, 'o1')).toBe(doc)
  expect(till.peek(order, 'o1')).toBe(doc)
  expect(till.peek(order, 'o2')).toBeUndefined()
  doc.close()
  await vi.advanceTimersByTimeAsync(LONG)
  expect(till.peek(order, 'o1')).toBe(doc)
  await till.close()
})

test('one that nobody holds stays for a while, and is let go then', async () => {
  const till = openTill()
  const doc = till.open(order, 'o1')
  await doc.loaded
  doc.close()
  await vi.advanceTimersByTimeAsync(1000)
  expect(till.open(order, 'o1')).toBe(doc)
  await vi.advanceTimersByTimeAsync(LONG)
  expect(till.peek(order, 'o1')).toBe(doc)
  doc.close()
  await vi.advanceTimersByTimeAsync(LONG)
  expect(till.peek(order, 'o1')).toBeUndefined()
  await till.close()
})

test('closing more often than opening takes the document from nobody', async () => {
  const till = openTill()
  const doc = till.open(order, 'o1')
  await doc.loaded
  doc.close()
  doc.close()
  till.open(order, 'o1')
  await vi.advanceTimersByTimeAsync(LONG)
  expect(till.peek(order, 'o1')).toBe(doc)
  await till.close()
})

test('[SAV1] one with events that are not committed stays open until they are', async () => {
  const server = localServer({ entities: [order] })
  const transport = server.transport()
  const till = openTill({ transport })
  const doc = till.open(order, 'o1')
  await doc.loaded
  transport.cut()
  doc.record('created', { table_number: 4 })
  doc.close()
  await vi.advanceTimersByTimeAsync(10 * LONG)
  expect(till.peek(order, 'o1')).toBe(doc)
  transport.restore()
  await vi.advanceTimersByTimeAsync(LONG)
  expect(server.eventsOf('demo/order/o1')).toHaveLength(1)
  expect(till.peek(order, 'o1')).toBeUndefined()
  await till.close()
})

test('without a transport it stays open only until they are saved', async () => {
  const till = openTill({ storage: memoryStorage() })
  const doc = till.open(order, 'o1')
  doc.record('created', { table_number: 4 })
  doc.close()
  await vi.advanceTimersByTimeAsync(LONG)
  expect(till.peek(order, 'o1')).toBeUndefined()
  const again = till.open(order, 'o1')
  await again.loaded
  expect(again.state.table_number).toBe(4)
  await till.close()
})

test('[SAV1] whoever records on a document that was let go is told, and loses no event', async () => {
  const till = openTill()
  const doc = till.open(order, 'o1')
  await doc.loaded
  doc.close()
  await vi.advanceTimersByTimeAsync(LONG)
  expect(() => doc.record('item_added', itemOf('soup'))).toThrow(expect.objectContaining({ code: 'document_closed' }))
  await till.close()
})

test('a summary that fails keeps no event from being saved or committed, and is visible', async () => {
  const { defineEntity } = await import('../entity/define-entity.ts')
  const fragile = defineEntity('order', {
    initial: order.initial,
    events: order.events,
    summary: ({ items }) => {
      if (items.length === 1) throw new Error('one is none')
      return { items: items.length }
    },
  })
  const server = localServer()
  const till = openTill({ entities: [fragile], transport: server.transport() })
  const doc = till.open(fragile, 'o1')
  const receipt = doc.record('item_added', itemOf('soup'))
  await receipt.saved
  await receipt.committed
  expect(doc.status).toMatchObject({
    error: { code: 'summary_failed', message: 'The summary of order fails: one is none' },
  })
  await doc.record('item_added', itemOf('salad')).saved
  expect(doc.status.error).toBeUndefined()
  expect(till.list(fragile).rows()).toMatchObject([{ summary: { items: 2 } }])
  await till.close()
})
