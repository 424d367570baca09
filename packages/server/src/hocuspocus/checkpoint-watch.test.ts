import { type Checkpoint, foldVersionOf } from '@docket/core'
import { expect, onTestFinished, test, vi } from 'vitest'
import { sampleOrder } from '../../test/sample-order.ts'
import type { CheckpointHead, MadeCheckpoint } from '../ledger/checkpoints.ts'
import { CheckpointWatch } from './checkpoint-watch.ts'

const EVERY = 300

/** A document whose checkpoint would be what the test says. */
function watch(events: number, head?: Promise<CheckpointHead | undefined>) {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const made: Checkpoint = {
    covered: [[1, events, 'events']],
    state: { of: 'the document' },
    foldVersion: foldVersionOf(sampleOrder),
    newestId: 'm',
    events,
    notUnderstood: 0,
    rejected: [],
  }
  const actor = { entity: sampleOrder, now: made as Checkpoint | 'busy' | undefined }
  const requests: MadeCheckpoint[] = []
  let looks = 0
  const watching = new CheckpointWatch({
    actor: { entity: sampleOrder, checkpoint: () => actor.now },
    events,
    every: EVERY,
    head() {
      looks++
      return head ?? Promise.resolve(undefined)
    },
    request: (checkpoint) => requests.push(checkpoint),
    onError: (error) => {
      throw error
    },
  })
  return { watching, actor, made, requests, looks: () => looks, wait: () => vi.advanceTimersByTimeAsync(1_000) }
}

const headOf = (change: Partial<CheckpointHead> = {}): CheckpointHead => ({
  newestId: 'm',
  events: EVERY + 1,
  foldVersion: foldVersionOf(sampleOrder),
  isBehind: false,
  ...change,
})

const grow = (watching: CheckpointWatch, ...ids: string[]): void => watching.grew(ids.map((id) => ({ id })))

test('[CHK4] a short document costs no look, and is due when it has become long', async () => {
  const { watching, requests, looks, wait } = watch(200)
  grow(watching, ...Array.from({ length: 100 }, () => 'n'))
  await wait()
  expect(requests).toEqual([])
  grow(watching, 'n')
  await wait()
  expect(requests).toMatchObject([{ data: Buffer.from('{"of":"the document"}') }])
  expect(looks()).toBe(0)
})

test('[CHK4] one that is covered is not due again before as many more, or one that is late', async () => {
  const { watching, requests, wait } = watch(EVERY + 1, Promise.resolve(headOf()))
  grow(watching, 'n')
  await wait()
  expect(requests).toEqual([])
  grow(watching, 'o', 'a', 'p')
  grow(watching, 'b')
  await wait()
  expect(requests).toHaveLength(1)
  grow(watching, 'q')
  await wait()
  expect(requests).toHaveLength(1)
})

test('[CHK4] an event that comes late while it is being looked up what there is counts too', async () => {
  const head = Promise.withResolvers<CheckpointHead>()
  const { watching, requests, wait } = watch(EVERY + 1, head.promise)
  grow(watching, 'a')
  await wait()
  expect(requests).toEqual([])
  head.resolve(headOf())
  await wait()
  expect(requests).toHaveLength(1)
})

test.each([
  ['the ledger has events before its newest', headOf({ isBehind: true })],
  ['another program has made it', headOf({ foldVersion: 'another' })],
])('[CHK4] a checkpoint is replaced when %s', async (_, head) => {
  const { requests, wait } = watch(EVERY + 1, Promise.resolve(head))
  await wait()
  expect(requests).toHaveLength(1)
})

test('[CHK4] a document in use is made one of when it is at rest, or left', async () => {
  const { actor, made, requests, wait } = watch(EVERY + 1)
  actor.now = 'busy'
  await wait()
  expect(requests).toEqual([])
  actor.now = made
  await wait()
  expect(requests).toHaveLength(1)

  const left = watch(EVERY + 1)
  left.actor.now = 'busy'
  await left.wait()
  left.actor.now = left.made
  left.watching.close()
  expect(left.requests).toHaveLength(1)
  await left.wait()
  expect(left.requests).toHaveLength(1)
})

test('[CHK4] one that can have none is not tried at every event', async () => {
  const { watching, actor, made, requests, wait } = watch(EVERY + 1)
  actor.now = undefined
  await wait()
  actor.now = made
  grow(watching, 'n')
  await wait()
  expect(requests).toEqual([])
  grow(watching, ...Array.from({ length: EVERY }, () => 'n'))
  await wait()
  expect(requests).toHaveLength(1)
})
