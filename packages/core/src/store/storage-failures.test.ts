import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { itemOf, order } from '../../test/order.ts'
import { faultyStorage, openTill } from '../../test/till.ts'
import { memoryStorage } from '../storage/memory-storage.ts'
import { type Storage, StorageError } from '../storage/storage.ts'
import { localServer } from '../testing/local-server.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

describe.each(['flush', 'catalogue'] as const)('a disk whose %s fails', (fault) => {
  test('[SAV1] is tried again until it works; meanwhile the error is visible, afterwards it is gone', async () => {
    const error = new StorageError('It could not be written', new Error('disk full'))
    const { storage, faults } = faultyStorage(error)
    const till = openTill({ storage })
    const doc = till.open(order, 'o1')
    await Promise.all([till.ready, doc.loaded])
    faults[fault] = true
    const receipt = doc.record('created', { table_number: 4 })
    await vi.advanceTimersByTimeAsync(60_000)
    expect(doc.state.table_number).toBe(4)
    expect(doc.history()[0]?.saveState).toBe('recorded')
    expect(doc.status.error).toBe(error)
    expect(till.status()).toMatchObject({ unsaved: 1, error })
    faults[fault] = false
    const more = doc.record('item_added', itemOf('soup'))
    await vi.advanceTimersByTimeAsync(30_000)
    await Promise.all([receipt.saved, more.saved])
    expect(doc.status.error).toBeUndefined()
    expect(till.status().error).toBeUndefined()
    await till.close()
    const again = openTill({ storage })
    await again.open(order, 'o1').loaded
    expect(again.peek(order, 'o1')?.state).toMatchObject({ table_number: 4, items: [{ id: 'soup' }] })
    expect(again.list(order).rows()).toMatchObject([{ uncommitted: 2 }])
    await again.close()
  })

  test('is visible even if it throws what is no error of ours', async () => {
    const { storage, faults } = faultyStorage(new TypeError('undefined is not a disk'))
    const till = openTill({ storage })
    await till.ready
    faults[fault] = true
    till.open(order, 'o1').record('created', { table_number: 4 })
    await vi.advanceTimersByTimeAsync(1000)
    expect(till.status().error).toMatchObject({ message: 'undefined is not a disk' })
    await till.close()
  })

  test('does not keep events from the server', async () => {
    const { storage, faults } = faultyStorage()
    faults[fault] = true
    const server = localServer({ entities: [order] })
    const till = openTill({ storage, transport: server.transport() })
    const receipt = till.open(order, 'o1').record('created', { table_number: 4 })
    await receipt.committed
    expect(till.peek(order, 'o1')?.history()[0]?.saveState).toBe('committed')
    await till.close()
  })

  test('gets one last try when the store closes', async () => {
    const { storage, faults } = faultyStorage()
    const till = openTill({ storage })
    const doc = till.open(order, 'o1')
    await doc.loaded
    faults[fault] = true
    doc.record('created', { table_number: 4 })
    await vi.advanceTimersByTimeAsync(60_000)
    faults[fault] = false
    await till.close()
    const again = openTill({ storage })
    await again.ready
    expect(again.list(order).rows()).toMatchObject([{ id: 'o1', uncommitted: 1 }])
    await again.close()
  })
})

test('the pauses between tries grow, up to half a minute', async () => {
  const { storage, faults } = faultyStorage()
  faults.flush = true
  const till = openTill({ storage })
  let failures = 0
  const doc = till.open(order, 'o1')
  doc.subscribe(
    ({ status }) => status.error,
    () => failures++,
  )
  // Every failure is an error of its own.
  doc.record('created', { table_number: 4 })
  await vi.advanceTimersByTimeAsync(250 + 500 + 1000 + 2000 + 4000 + 8000 + 16_000)
  expect(vi.getTimerCount()).toBe(1)
  const before = vi.getTimerCount()
  await vi.advanceTimersByTimeAsync(29_000)
  expect(vi.getTimerCount()).toBe(before)
  expect(doc.status.unsaved).toBe(1)
  faults.flush = false
  await vi.advanceTimersByTimeAsync(1000)
  expect(doc.status.unsaved).toBe(0)
  expect(failures).toBeGreaterThan(0)
  await till.close()
})

test('a disk that cannot be read does not keep anybody from working, and says so', async () => {
  const { storage, faults } = faultyStorage(new StorageError('It could not be read', new Error('forbidden')))
  faults.load = true
  const server = localServer({ entities: [order] })
  const till = openTill({ storage, transport: server.transport() })
  const doc = till.open(order, 'o1')
  await Promise.all([till.ready, doc.loaded])
  expect(doc.status).toMatchObject({ loaded: true, error: { code: 'storage_failed' } })
  expect(till.status().error).toMatchObject({ code: 'storage_failed' })
  await doc.record('created', { table_number: 4 }).committed
  await till.close()
})

test('[SAV1] a disk that can be read again says so without an event', async () => {
  const { storage, faults } = faultyStorage()
  faults.load = true
  const till = openTill({ storage })
  const doc = till.open(order, 'o1')
  await doc.loaded
  expect(doc.status.error).toMatchObject({ message: 'disk full' })
  faults.load = false
  await vi.advanceTimersByTimeAsync(1000)
  expect(doc.status.error).toBeUndefined()
  await till.close()
})

test('[SAV2] what the disk does not give still counts, and is sent when it does', async () => {
  const { storage, faults } = faultyStorage()
  const before = openTill({ storage })
  await before.open(order, 'o1').record('created', { table_number: 4 }).saved
  await before.close()
  const server = localServer({ entities: [order] })
  const till = openTill({ storage, transport: server.transport() })
  // Its catalogue is being read already; its document is not.
  faults.load = true
  await till.ready
  await vi.advanceTimersByTimeAsync(1000)
  expect(till.peek(order, 'o1')?.status).toMatchObject({ events: 0, error: { message: 'disk full' } })
  expect(till.status().uncommitted).toBe(1)
  faults.load = false
  await vi.advanceTimersByTimeAsync(60_000)
  expect(till.status()).toMatchObject({ uncommitted: 0 })
  expect(server.eventsOf('demo/order/o1')).toHaveLength(1)
  await till.close()
})

test('clocks that cannot be written are no error: the server says them again', async () => {
  const { storage, faults } = faultyStorage()
  faults.committed = true
  const server = localServer({ entities: [order] })
  const till = openTill({ storage, transport: server.transport() })
  const doc = till.open(order, 'o1')
  await doc.record('created', { table_number: 4 }).committed
  await vi.advanceTimersByTimeAsync(1000)
  expect(doc.status.error).toBeUndefined()
  faults.committed = false
  await doc.record('item_added', itemOf('soup')).committed
  await till.close()
  const offline = openTill({ storage })
  await offline.open(order, 'o1').loaded
  expect(
    offline
      .peek(order, 'o1')
      ?.history()
      .map(({ saveState }) => saveState),
  ).toEqual(['committed', 'committed'])
  await offline.close()
})

test('[SAV1] what is committed is kept on disk after what it speaks of', async () => {
  const { promise: held, resolve: goOn } = Promise.withResolvers<void>()
  const done: string[] = []
  const disk = memoryStorage()
  const storage: Storage = {
    ...disk,
    openDocument(name, doc) {
      const stored = disk.openDocument(name, doc)
      return {
        ...stored,
        async flush() {
          await held
          await stored.flush()
          done.push('flushed')
        },
        async writeCommitted(committed) {
          done.push('committed')
          await stored.writeCommitted(committed)
        },
      }
    },
  }
  const server = localServer({ entities: [order] })
  const till = openTill({ storage, transport: server.transport() })
  await till.open(order, 'o1').record('created', { table_number: 4 }).committed
  await vi.advanceTimersByTimeAsync(1000)
  expect(done).toEqual([])
  goOn()
  await vi.waitFor(() => expect(done).toContain('committed'))
  expect(done[0]).toBe('flushed')
  await till.close()
})

test('[SAV1] what is rejected is not called committed in the next session, although the disk has not taken the verdict', async () => {
  const { storage, faults } = faultyStorage()
  const server = localServer({ entities: [order], reject: () => ({ code: 'forbidden', reason: 'not you' }) })
  const till = openTill({ storage, transport: server.transport() })
  const doc = till.open(order, 'o1')
  await Promise.all([till.ready, doc.loaded])
  faults.flush = true
  await expect(doc.record('created', { table_number: 4 }).committed).rejects.toMatchObject({ code: 'forbidden' })
  await vi.advanceTimersByTimeAsync(1000)
  expect(await storage.openDocument('demo/order/o1', new Y.Doc()).readCommitted()).toEqual([])
  faults.flush = false
  await expect(doc.record('created', { table_number: 5 }).committed).rejects.toMatchObject({ code: 'forbidden' })
  await till.close()
  expect(await storage.openDocument('demo/order/o1', new Y.Doc()).readCommitted()).not.toEqual([])
})
