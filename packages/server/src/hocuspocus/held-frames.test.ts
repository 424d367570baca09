import { beforeEach, expect, test, vi } from 'vitest'
import {
  awarenessFrame,
  frame,
  MESSAGE,
  readFrame,
  SYNC,
  statelessFrame,
  syncFrame,
  updateFrame,
} from '../../test/wire.ts'
import { CommitBudget } from './commit-budget.ts'
import { readFrameHead } from './frame-head.ts'
import { HeldFrames } from './held-frames.ts'
import type { AdmittedFrame } from './socket-intake.ts'

const LIMITS = { waitingUpdates: 2, waitingBytes: 1_000, unhandledBytesWhenFull: 100 }

let budget: CommitBudget
let passed: string[]
let open: Set<string>

beforeEach(() => {
  budget = new CommitBudget(LIMITS)
  passed = []
  open = new Set(['demo/order/a', 'demo/order/b'])
})

/** Updates that wait for Postgres. */
function fill(bytes = 0): void {
  for (let n = 0; n < 2; n++) budget.taken(bytes)
}

/** They are answered. */
function empty(bytes = 0): void {
  for (let { updates } = budget.load; updates > 0; updates--) budget.settled(bytes)
}

/** A socket whose updates wait for Postgres once they have passed. */
function createHeld(socket: string): HeldFrames {
  return new HeldFrames({
    budget,
    isOpen: (address) => open.has(address),
    pass(admitted) {
      const { address, heard } = readFrame(admitted.frame)
      if (heard.kind === 'update') budget.taken(0)
      passed.push(`${socket} ${address.split('/').at(-1)} ${heard.kind}`)
    },
  })
}

function admitted(bytes: Uint8Array): AdmittedFrame {
  const head = readFrameHead(bytes)
  if (head === undefined) throw new Error('not a frame')
  return { frame: bytes, head, onHandled: () => undefined }
}

const update = (id: string): AdmittedFrame => admitted(updateFrame(`demo/order/${id}`, new Uint8Array([0, 0])))

test('while too much waits, updates wait, and what follows them in their document; all else passes', () => {
  const held = createHeld('s')
  held.take(update('a'))
  held.take(update('a'))
  passed = []
  held.take(update('a'))
  held.take(admitted(syncFrame('demo/order/a', SYNC.step1, new Uint8Array([0]))))
  held.take(admitted(frame('demo/order/a', MESSAGE.close, () => undefined)))
  held.take(admitted(syncFrame('demo/order/b', SYNC.step1, new Uint8Array([0]))))
  held.take(admitted(awarenessFrame('demo/order/b', new Uint8Array([0]))))
  held.take(admitted(statelessFrame('demo/docket/control', '{}')))
  held.take(admitted(syncFrame('demo/docket/control', SYNC.step2, new Uint8Array([0, 0]))))
  expect(passed).toEqual(['s b step1', 's b awareness', 's control stateless', 's control step2'])
})

test('when less waits, sockets and their documents take turns, as far as there is room', async () => {
  const [first, second] = [createHeld('first'), createHeld('second')]
  fill()
  for (const id of ['a', 'a', 'b']) first.take(update(id))
  second.take(update('a'))
  expect(passed).toEqual([])
  empty()
  await vi.waitFor(() => expect(passed).toEqual(['first a update', 'second a update']))
  empty()
  await vi.waitFor(() => expect(passed.slice(2)).toEqual(['first b update', 'first a update']))
})

test('room is made for half before more passes', async () => {
  const held = createHeld('s')
  budget.taken(600)
  budget.taken(400)
  held.take(update('a'))
  budget.settled(400)
  await new Promise((resolve) => setImmediate(resolve))
  expect(passed).toEqual([])
  budget.settled(600)
  await vi.waitFor(() => expect(passed).toEqual(['s a update']))
})

test('nothing of a closed document or socket is passed on', async () => {
  const [kept, closed] = [createHeld('kept'), createHeld('closed')]
  fill()
  kept.take(update('a'))
  kept.take(update('b'))
  closed.take(update('a'))
  closed.clear()
  open.delete('demo/order/a')
  empty()
  await vi.waitFor(() => expect(passed).toEqual(['kept b update']))
})
