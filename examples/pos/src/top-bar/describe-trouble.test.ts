import { DocketError } from '@docket/core'
import { expect, test } from 'vitest'
import { describeTrouble } from './describe-trouble.ts'

const calm = {
  connection: 'online',
  ledger: true,
  committingDelayed: false,
  unsaved: 0,
  uncommitted: 0,
  rejected: 0,
  quarantined: 0,
} as const

const NOON = Date.UTC(2026, 10, 22, 12)

test('all is well, also while something is being sent', () => {
  expect(describeTrouble(calm, NOON)).toBeUndefined()
  expect(describeTrouble({ ...calm, uncommitted: 3 }, NOON)).toBeUndefined()
})

test.each([
  [0, 'Offline – you can go on working; what you do stays on this device until the connection is back'],
  [1, 'Offline – 1 change is on this device and will be sent when the connection is back'],
  [3, 'Offline – 3 changes are on this device and will be sent when the connection is back'],
])('offline with %i changes', (uncommitted, text) => {
  expect(describeTrouble({ ...calm, connection: 'offline', uncommitted }, NOON)).toBe(text)
  expect(describeTrouble({ ...calm, connection: 'connecting', uncommitted }, NOON)).toBe(text)
})

test.each([
  [0, 'The server is slow to save – you can go on working'],
  [1, 'The server is slow to save – 1 change is not yet on the server'],
  [3, 'The server is slow to save – 3 changes are not yet on the server'],
])('connected to a server that cannot commit, with %i changes', (uncommitted, text) => {
  expect(describeTrouble({ ...calm, committingDelayed: true, uncommitted }, NOON)).toBe(text)
})

test('a refusal and a full disk say why', () => {
  const refused = new DocketError('token_expired', 'The token has expired')
  expect(describeTrouble({ ...calm, connection: 'refused', error: refused }, NOON)).toContain('The token has expired')
  const full = new DocketError('storage_failed', 'No space is left')
  expect(describeTrouble({ ...calm, error: full }, NOON)).toContain('No space is left')
})

test('[SAV2] how long the oldest change has waited, and what is not even on this device', () => {
  const waiting = { ...calm, connection: 'offline', uncommitted: 3, oldestUncommittedAt: NOON - 12 * 60_000 } as const
  expect(describeTrouble(waiting, NOON)).toContain('when the connection is back; the oldest has waited 12 min')
  const full = new DocketError('storage_failed', 'No space is left')
  expect(describeTrouble({ ...calm, unsaved: 3, error: full }, NOON)).toContain('3 changes are not yet on this device')
})
