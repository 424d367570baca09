import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { idAt } from '../../test/ids.ts'
import type { EventRecord } from '../event/event-record.ts'
import type { VerdictRecord } from '../event/verdict-record.ts'
import { createReceipt, RejectedError } from './receipt.ts'

const event: EventRecord = { id: idAt(0), type: 'paid', v: 1, at: 0, by: null, device: 'till', payload: {} }
const rejection: VerdictRecord = { ref: event.id, code: 'forbidden', reason: 'not you', at: 0 }

function setUp() {
  const facts = { saved: false, committed: false, verdict: undefined as VerdictRecord | undefined }
  const listeners = new Set<() => void>()
  const receipt = createReceipt(event, {
    verdictOf: () => facts.verdict,
    isSaved: () => facts.saved,
    isCommitted: () => facts.committed,
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  })
  const change = (next: Partial<typeof facts>): void => {
    Object.assign(facts, next)
    for (const listener of listeners) listener()
  }
  return { receipt, change, listeners }
}

const unhandled: unknown[] = []
const onUnhandled = (reason: unknown): unknown => unhandled.push(reason)

beforeEach(() => process.on('unhandledRejection', onUnhandled))
afterEach(() => {
  process.off('unhandledRejection', onUnhandled)
  unhandled.length = 0
})

test('[SAV1] it resolves when the event is saved, and when it is committed', async () => {
  const { receipt, change, listeners } = setUp()
  const heard: string[] = []
  void receipt.saved.then(() => heard.push('saved'))
  void receipt.committed.then(() => heard.push('committed'))
  change({})
  await Promise.resolve()
  expect(heard).toEqual([])
  change({ saved: true })
  await receipt.saved
  expect(heard).toEqual(['saved'])
  change({ committed: true })
  await receipt.committed
  expect(heard).toEqual(['saved', 'committed'])
  expect(listeners.size).toBe(0)
})

test('who asks afterwards gets the same answer', async () => {
  const { receipt, change, listeners } = setUp()
  change({ saved: true, committed: true })
  await receipt.saved
  await receipt.committed
  expect(receipt.saved).toBe(receipt.saved)
  expect(listeners.size).toBe(0)
})

test('[GAT3] it rejects with the verdict', async () => {
  const { receipt, change, listeners } = setUp()
  const committed = receipt.committed
  change({ verdict: rejection })
  await expect(committed).rejects.toThrow(RejectedError)
  await expect(committed).rejects.toMatchObject({ code: 'forbidden', message: 'not you', verdict: rejection })
  expect(listeners.size).toBe(0)
})

test('a rejection that nobody asked for is not an unhandled one', async () => {
  const { receipt, change } = setUp()
  void receipt.saved
  change({ saved: true, verdict: rejection })
  await receipt.saved
  // Node reports them after the microtasks of a task.
  await vi.waitFor(() => new Promise((resolve) => setImmediate(resolve)))
  expect(unhandled).toEqual([])
})
