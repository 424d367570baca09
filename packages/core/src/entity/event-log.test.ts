import { describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { idAt } from '../../test/ids.ts'
import type { EventRecord } from '../event/event-record.ts'
import type { VerdictRecord } from '../event/verdict-record.ts'
import { defineEntity } from './define-entity.ts'
import { EventLog } from './event-log.ts'

const evolve = vi.fn((state: readonly number[], { n }: { n: number }) => [...state, n])
const list = defineEntity('list', {
  initial: [] as readonly number[],
  events: {
    added: { payload: z.object({ n: z.int() }), evolve },
    closed: { payload: z.object({}), evolve: () => [-1] },
    guarded: {
      payload: z.object({ n: z.int() }),
      guard: (state) => state[0] !== -1 || 'the list is closed',
      evolve: (state, { n }) => [...state, n],
    },
  },
})

function eventOf(n: number, type = 'added', payload: object = { n }): EventRecord {
  return { id: idAt(n), type, v: 1, at: n, by: null, device: 'till', payload: payload as never }
}

const verdictOn = (n: number): VerdictRecord => ({ ref: idAt(n), code: 'forbidden', reason: 'not you', at: 0 })

function logOf(...numbers: number[]): EventLog {
  const log = new EventLog(list)
  log.add(numbers.map((n) => eventOf(n)))
  return log
}

const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index)
const idsOf = (log: EventLog): string[] => log.entries.map(({ event }) => event.id)

test('[ORD1] events stand in the order of their ids, however they came', () => {
  const log = logOf(5, 1, 3)
  log.add([eventOf(2)])
  log.add([eventOf(6), eventOf(0), eventOf(4)])
  expect(idsOf(log)).toEqual(range(7).map(idAt))
  expect(log.state).toEqual(range(7))
  expect(log.newestId).toBe(idAt(6))
})

test('[LOG1] an id that is there already is passed over: the first content stays', () => {
  const log = logOf(1)
  const before = log.version
  expect(log.add([eventOf(1), eventOf(1, 'closed', {})])).toEqual([])
  expect(log.add([eventOf(2), eventOf(2)])).toHaveLength(1)
  expect(log.state).toEqual([1, 2])
  expect(log.version).toBe(before + 1)
})

describe.each([31, 32, 33, 63, 64, 65, 96])('[FLD1] with %i events, kept states every 32', (count) => {
  test('one that arrives late, at any place', () => {
    for (const late of range(count + 1)) {
      const log = logOf(...range(count + 1).filter((n) => n !== late))
      log.add([eventOf(late)])
      expect(log.state).toEqual(range(count + 1))
      expect(log.entries.every(({ effect }) => effect.kind === 'applied')).toBe(true)
    }
  })

  test('one that arrives late among events that came one by one', () => {
    for (const late of range(count)) {
      const log = logOf()
      for (const n of range(count).filter((n) => n !== late)) log.add([eventOf(n)])
      log.add([eventOf(late)])
      expect(log.state).toEqual(range(count))
    }
  })

  test('a verdict on any of them, and one more event after it', () => {
    for (const rejected of range(count)) {
      const log = logOf(...range(count))
      log.add([], [verdictOn(rejected)])
      expect(log.state).toEqual(range(count).filter((n) => n !== rejected))
      log.add([eventOf(count)])
      expect(log.state).toEqual(range(count + 1).filter((n) => n !== rejected))
      expect(log.get(idAt(rejected))?.effect).toEqual({ kind: 'rejected', code: 'forbidden', reason: 'not you' })
    }
  })

  test('late and verdict at once, in both orders of their places', () => {
    for (const [late, rejected] of [
      [0, count - 1],
      [count - 1, 0],
      [count >> 1, 30],
      [30, count >> 1],
    ] as const) {
      const log = logOf(...range(count).filter((n) => n !== late))
      log.add([eventOf(late)], [verdictOn(rejected)])
      expect(log.state).toEqual(range(count).filter((n) => n !== rejected))
    }
  })
})

test('a verdict that comes before its event waits for it', () => {
  const log = logOf(1)
  log.add([], [verdictOn(2)])
  expect(log.verdictOf(idAt(2))).toBeDefined()
  log.add([eventOf(2)])
  expect(log.state).toEqual([1])
})

test('the first verdict on an event stays', () => {
  const log = logOf(1)
  log.add([], [verdictOn(1)])
  log.add([], [{ ...verdictOn(1), code: 'other' }])
  expect(log.verdictOf(idAt(1))?.code).toBe('forbidden')
})

test('[FLD2] a guard that refuses after reordering: the event stays, without effect and with the reason', () => {
  const log = new EventLog(list)
  log.add([eventOf(5, 'guarded')])
  expect(log.get(idAt(5))?.effect).toEqual({ kind: 'applied' })
  log.add([eventOf(3, 'closed', {})])
  expect(log.get(idAt(5))?.effect).toEqual({ kind: 'no_effect', reason: 'the list is closed' })
  expect(log.state).toEqual([-1])
  expect(idsOf(log)).toEqual([idAt(3), idAt(5)])
  log.add([], [verdictOn(3)])
  expect(log.get(idAt(5))?.effect).toEqual({ kind: 'applied' })
  expect(log.state).toEqual([5])
})

test('an effect that is the same after folding again is the same object', () => {
  const log = logOf(0, 1)
  log.add([eventOf(3, 'closed', {}), eventOf(4, 'guarded'), eventOf(5, 'unknown')], [verdictOn(1)])
  const before = log.entries.map(({ effect }) => effect)
  log.add([eventOf(2)])
  const [zero, one, , ...others] = log.entries.map(({ effect }) => effect)
  expect([zero, one, ...others].every((effect, index) => effect === before[index])).toBe(true)
})

test('appending costs one step of the fold, a late arrival those after it and at most 32 more', () => {
  const log = logOf(...range(1000))
  evolve.mockClear()
  log.add([eventOf(2000)])
  expect(evolve).toHaveBeenCalledTimes(1)
  evolve.mockClear()
  log.add([eventOf(1500)])
  expect(evolve.mock.calls.length).toBeLessThanOrEqual(2 + 32)
  evolve.mockClear()
  log.add([], [verdictOn(500)])
  expect(evolve.mock.calls.length).toBeLessThanOrEqual(502 + 32)
})

test('a preview changes nothing', () => {
  const log = logOf(1, 2)
  const { version } = log
  expect(log.preview(eventOf(3))).toMatchObject({ state: [1, 2, 3] })
  expect([log.state, log.version, log.entries.length]).toEqual([[1, 2], version, 2])
})

test('the state of some of the events is folded from those alone', () => {
  const log = logOf(...range(40))
  expect(log.stateOf(({ at }) => at < 3)).toEqual([0, 1, 2])
  expect(log.state).toEqual(range(40))
})
