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
import { HeldFrames } from './held-frames.ts'

const LIMITS = { waitingCommits: 2, waitingBytes: 1_000, unhandledBytesWhenFull: 100 }

let load: { commits: number; bytes: number }
let budget: CommitBudget
let passed: string[]
let open: Set<string>

beforeEach(() => {
  load = { commits: 0, bytes: 0 }
  budget = new CommitBudget(LIMITS, () => load)
  passed = []
  open = new Set(['demo/order/a', 'demo/order/b'])
})

/** A socket whose updates become commits at once. */
function createHeld(socket: string): HeldFrames {
  return new HeldFrames({
    budget,
    isOpen: (address) => open.has(address),
    pass(bytes) {
      const { address, heard } = readFrame(bytes)
      if (heard.kind === 'update') load.commits++
      passed.push(`${socket} ${address.split('/').at(-1)} ${heard.kind}`)
    },
  })
}

const update = (id: string): Uint8Array => updateFrame(`demo/order/${id}`, new Uint8Array([0, 0]))

test('while too much waits, updates wait, and what follows them in their document; all else passes', () => {
  const held = createHeld('s')
  held.take(update('a'))
  held.take(update('a'))
  passed = []
  held.take(update('a'))
  held.take(syncFrame('demo/order/a', SYNC.step1, new Uint8Array([0])))
  held.take(frame('demo/order/a', MESSAGE.close, () => undefined))
  held.take(syncFrame('demo/order/b', SYNC.step1, new Uint8Array([0])))
  held.take(awarenessFrame('demo/order/b', new Uint8Array([0])))
  held.take(statelessFrame('demo/docket/control', '{}'))
  held.take(syncFrame('demo/docket/control', SYNC.step2, new Uint8Array([0, 0])))
  expect(passed).toEqual(['s b step1', 's b awareness', 's control stateless', 's control step2'])
})

test('when less waits, sockets and their documents take turns, as far as there is room', async () => {
  const [first, second] = [createHeld('first'), createHeld('second')]
  load.commits = 2
  for (const id of ['a', 'a', 'b']) first.take(update(id))
  second.take(update('a'))
  expect(passed).toEqual([])
  load.commits = 0
  budget.eased()
  await vi.waitFor(() => expect(passed).toEqual(['first a update', 'second a update']))
  load.commits = 0
  budget.eased()
  await vi.waitFor(() => expect(passed.slice(2)).toEqual(['first b update', 'first a update']))
})

test('room is made for half before more passes', async () => {
  const held = createHeld('s')
  load.bytes = 1_000
  held.take(update('a'))
  load.bytes = 600
  budget.eased()
  await new Promise((resolve) => setImmediate(resolve))
  expect(passed).toEqual([])
  load.bytes = 499
  budget.eased()
  await vi.waitFor(() => expect(passed).toEqual(['s a update']))
})

test('nothing of a closed document or socket is passed on', async () => {
  const [kept, closed] = [createHeld('kept'), createHeld('closed')]
  load.commits = 2
  kept.take(update('a'))
  kept.take(update('b'))
  closed.take(update('a'))
  closed.clear()
  open.delete('demo/order/a')
  load.commits = 0
  budget.eased()
  await vi.waitFor(() => expect(passed).toEqual(['kept b update']))
})
