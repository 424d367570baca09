import { expect, test } from 'vitest'
import { describeSaving } from './describe-saving.ts'

const status = {
  connection: 'offline',
  ledger: true,
  committingDelayed: false,
  unsaved: 3,
  uncommitted: 12,
  rejected: 1,
  quarantined: 0,
} as const

test('[SAV2] what is not safe yet, in plain words, and how long the oldest has waited', () => {
  expect(describeSaving({ ...status, oldestUncommittedAt: 1_000 }, 12 * 60_000 + 1_000)).toEqual([
    { count: 3, label: 'not yet on this device' },
    { count: 12, label: 'not yet on the server', wait: '12 min' },
    { count: 1, label: 'rejected by the server' },
    { count: 0, label: 'kept aside on this till' },
  ])
  const [, onItsWay] = describeSaving({ ...status, oldestUncommittedAt: 1_000 }, 2_000)
  expect(onItsWay).toEqual({ count: 12, label: 'not yet on the server' })
})
