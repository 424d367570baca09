import * as encoding from 'lib0/encoding'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { authFrame, frame, MESSAGE, SYNC, syncFrame, updateFrame } from '../../test/wire.ts'
import { DEFAULT_LIMITS, type Limits } from '../gate/limits.ts'
import { createSharedRates, type SharedRates } from '../gate/shared-rates.ts'
import { SocketIntake } from './socket-intake.ts'

const NAME = 'demo/order/1'

let nowMs: number
let holds: number
let sent: number
let closed: string | undefined
let isAuthenticated: boolean
let rates: SharedRates

beforeEach(() => {
  nowMs = 0
  holds = 0
  sent = 0
  closed = undefined
  isAuthenticated = false
  rates = createSharedRates(DEFAULT_LIMITS, () => nowMs)
})
afterEach(() => void vi.useRealTimers())

function createIntake(limits: Partial<Limits> = {}): SocketIntake {
  const intake: SocketIntake = new SocketIntake({
    socket: {
      send(bytes) {
        sent++
        intake.sends(bytes)
      },
      close(_, reason) {
        closed = reason
      },
      hold() {
        holds++
        return () => {
          holds--
        }
      },
    },
    limits: { ...DEFAULT_LIMITS, ...limits },
    rates,
    address: '192.0.2.1',
    budget: { isFull: false },
    now: () => nowMs,
    onAuthenticated: () => {
      isAuthenticated = true
    },
    onForgotten: () => undefined,
  })
  return intake
}

function admits(intake: SocketIntake, bytes: Uint8Array): boolean {
  return intake.admits(bytes) !== undefined
}

const answer = (name: string, kind: number) =>
  frame(name, MESSAGE.auth, (encoder) => {
    encoding.writeVarUint(encoder, kind)
    encoding.writeVarString(encoder, '')
  })
const authenticated = (name: string) => answer(name, 2)
const denied = (name: string) => answer(name, 1)

test('[GAT1] nothing of a document passes before its token, and nothing after it is refused or closed', () => {
  const intake = createIntake()
  const update = updateFrame(NAME, new Uint8Array([0, 0]))
  expect(admits(intake, update)).toBe(false)
  expect(admits(intake, authFrame(NAME, 'token'))).toBe(true)
  expect(admits(intake, update)).toBe(true)
  intake.sends(authenticated(NAME))
  expect(isAuthenticated).toBe(true)
  expect(admits(intake, update)).toBe(true)
  intake.sends(frame(NAME, MESSAGE.close, (encoder) => encoding.writeVarString(encoder, '')))
  expect(admits(intake, update)).toBe(false)
  expect(admits(intake, authFrame(NAME, 'token'))).toBe(true)
  intake.sends(denied(NAME))
  expect(admits(intake, update)).toBe(false)
})

test('a frame that is none, or whose address is too long, closes the socket', () => {
  for (const bad of [new Uint8Array(), updateFrame('x'.repeat(300), new Uint8Array()), authFrame(`${NAME}\0`, 't')]) {
    closed = undefined
    expect(admits(createIntake(), bad)).toBe(false)
    expect(closed).toBe('frame_malformed')
  }
})

test('a document too many is refused by its code', () => {
  const intake = createIntake({ documentsPerConnection: 2 })
  expect([1, 2, 3].map((n) => admits(intake, authFrame(`demo/order/${n}`, 'token')))).toEqual([true, true, false])
  expect(sent).toBe(1)
})

test('a socket whose frames are not handled is not read until half of them are', () => {
  const intake = createIntake({ unhandledBytes: 1_000 })
  intake.admits(authFrame(NAME, 'token'))
  const update = updateFrame(NAME, new Uint8Array(600))
  intake.admits(update)
  expect(holds).toBe(0)
  intake.admits(update)
  expect(holds).toBe(1)
  intake.handled(update)
  expect(holds).toBe(1)
  intake.handled(update)
  expect(holds).toBe(0)
})

test('what a refused document had under way holds nobody', () => {
  const intake = createIntake({ unhandledBytes: 1_000 })
  intake.admits(authFrame(NAME, 'token'))
  intake.admits(updateFrame(NAME, new Uint8Array(2_000)))
  expect(holds).toBe(1)
  intake.sends(denied(NAME))
  expect(holds).toBe(0)
})

test('documents are authenticated so many at a time', () => {
  const intake = createIntake({ documentsAtOnce: 4 })
  const names = [1, 2, 3, 4].map((n) => `demo/order/${n}`)
  for (const name of names) intake.admits(authFrame(name, 'token'))
  expect(holds).toBe(1)
  for (const name of names.slice(0, 2)) intake.sends(authenticated(name))
  expect(holds).toBe(0)
})

test('one question for the content waits for its answer, further ones are the same', () => {
  const intake = createIntake()
  intake.admits(authFrame(NAME, 'token'))
  const question = syncFrame(NAME, SYNC.step1, new Uint8Array([0]))
  expect([admits(intake, question), admits(intake, question)]).toEqual([true, false])
  intake.handled(question)
  expect(admits(intake, question)).toBe(true)
})

test('a connection that breaks the protocol all the time is closed', () => {
  const intake = createIntake({ breachesPerMinute: 3 })
  expect([1, 2, 3, 4].map(() => intake.breached())).toEqual([true, true, true, false])
  expect(closed).toBe('too_many_breaches')
  nowMs = 60_000
  expect(intake.breached()).toBe(true)
})

test('frames that come too fast are read more slowly', () => {
  const intake = createIntake({ framesPerSecond: 10 })
  intake.admits(authFrame(NAME, 'token'))
  for (let n = 0; n < 8; n++) intake.admits(updateFrame(NAME, new Uint8Array()))
  expect(holds).toBe(0)
  intake.admits(updateFrame(NAME, new Uint8Array()))
  expect(holds).toBeGreaterThan(0)
})

test('[GAT4] the sockets of a tenant share its rate; those of another do not, nor what comes before authentication', () => {
  rates = createSharedRates({ ...DEFAULT_LIMITS, framesPerSecondPerTenant: 10 }, () => nowMs)
  const intakes = ['demo', 'demo', 'other'].map((tenant) => {
    const intake = createIntake()
    const name = `${tenant}/order/1`
    intake.admits(authFrame(name, 'token'))
    for (let n = 0; n < 20; n++) intake.admits(updateFrame(name, new Uint8Array()))
    intake.sends(authenticated(name))
    return (): void => void intake.admits(updateFrame(name, new Uint8Array()))
  })
  const [one, two, other] = intakes as [() => void, () => void, () => void]
  expect(holds).toBe(0)
  for (let n = 0; n < 4; n++) {
    one()
    two()
    other()
  }
  expect(holds).toBe(0)
  for (let n = 0; n < 3; n++) two()
  const held = holds
  expect(held).toBeGreaterThan(0)
  other()
  expect(holds).toBe(held)
  one()
  expect(holds).toBe(held + 1)
  nowMs = 1_000
  one()
  expect(holds).toBe(held + 1)
})

test('[GAT4] wrong tokens from an address become too many, and whoever sends more is read more slowly', () => {
  vi.useFakeTimers()
  rates = createSharedRates({ ...DEFAULT_LIMITS, wrongTokensPerMinute: 3 }, () => nowMs)
  const [one, two] = [createIntake(), createIntake()]
  const answers = [one, two, one, two].map((intake) => intake.tokenRefused('token_invalid'))
  expect(answers).toEqual(['token_invalid', 'token_invalid', 'token_invalid', 'too_many_attempts'])
  expect(holds).toBe(1)
  // A right one, an old one and one for another tenant are no attempts.
  expect(['token_expired', 'tenant_mismatch'].map((code) => one.tokenRefused(code))).toEqual([
    'token_expired',
    'tenant_mismatch',
  ])
  expect(holds).toBe(1)
  // Each one more costs its own socket another while.
  two.tokenRefused('token_invalid')
  expect(holds).toBe(2)
  vi.advanceTimersByTime(20_000)
  expect(holds).toBe(1)
  vi.advanceTimersByTime(20_000)
  expect(holds).toBe(0)
  nowMs = 40_000
  expect(one.tokenRefused('token_invalid')).toBe('token_invalid')
})
