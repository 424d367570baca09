import type { DocumentAddress } from '@docket/core'
import { expect, onTestFinished, test, vi } from 'vitest'
import { SnapshotQueue } from './snapshot-queue.ts'

function addressOf(id: string): DocumentAddress {
  return { tenant: 'demo', entity: 'order', id }
}

/** A queue whose writes end when they are told to. */
function createQueue(isBusy = (): boolean => false) {
  const started: string[] = []
  const ends = new Map<string, (error?: Error) => void>()
  const failures: [unknown, string][] = []
  const queue = new SnapshotQueue({
    isBusy,
    write: ({ id }) =>
      new Promise((resolve, reject) => {
        started.push(id)
        ends.set(id, (error) => (error === undefined ? resolve() : reject(error)))
      }),
    onError: (error, name) => failures.push([error, name]),
  })
  return { queue, started, failures, end: (id: string, error?: Error) => ends.get(id)?.(error) }
}

test('two at a time, each once, in the order in which they were asked for', async () => {
  const { queue, started, end } = createQueue()
  for (const id of ['a', 'b', 'c', 'd', 'c', 'c']) queue.request(addressOf(id))
  expect(started).toEqual(['a', 'b'])
  end('b')
  await vi.waitFor(() => expect(started).toEqual(['a', 'b', 'c']))
  // It is being written, and may lack what came since.
  queue.request(addressOf('c'))
  end('a')
  end('c')
  await vi.waitFor(() => expect(started).toEqual(['a', 'b', 'c', 'd', 'c']))
})

test('one that fails is told, and the next goes on', async () => {
  const { queue, started, failures, end } = createQueue()
  for (const id of ['a', 'b', 'c']) queue.request(addressOf(id))
  const error = new Error('the disk is full')
  end('a', error)
  await vi.waitFor(() => expect(started).toEqual(['a', 'b', 'c']))
  expect(failures).toEqual([[error, 'demo/order/a']])
})

test('closing waits for those that are being written, and begins no other', async () => {
  const { queue, started, end } = createQueue()
  for (const id of ['a', 'b', 'c']) queue.request(addressOf(id))
  let isClosed = false
  const closing = queue.close().then(() => {
    isClosed = true
  })
  queue.request(addressOf('d'))
  end('a')
  await new Promise((resolve) => setImmediate(resolve))
  expect(isClosed).toBe(false)
  end('b', new Error('too late'))
  await closing
  expect(started).toEqual(['a', 'b'])
})

test('a busy server writes them when it is less so', async () => {
  let isBusy = true
  const { queue, started } = createQueue(() => isBusy)
  queue.request(addressOf('a'))
  expect(started).toEqual([])
  isBusy = false
  await vi.waitFor(() => expect(started).toEqual(['a']))
})

test('and when it is never less so, after a while; closed, it writes none any more', async () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const { queue, started, end } = createQueue(() => true)
  for (const id of ['a', 'b', 'c']) queue.request(addressOf(id))
  await vi.advanceTimersByTimeAsync(11_000)
  expect(started).toEqual(['a', 'b'])
  const closed = queue.close()
  end('a')
  end('b')
  await vi.runAllTimersAsync()
  await closed
  await vi.advanceTimersByTimeAsync(60_000)
  expect(started).toEqual(['a', 'b'])
})
