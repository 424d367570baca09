import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { EventRecord } from '../event/event-record.ts'
import { applyEvent } from './apply-event.ts'
import { defineEntity } from './define-entity.ts'
import { readPayload } from './read-payload.ts'

const payload = z.object({})
const fail = (): never => {
  throw new Error('division by zero')
}

const entity = defineEntity('counter', {
  initial: 0,
  events: {
    counted: { payload, evolve: (n) => n + 1 },
    allowed: { payload, guard: () => true, evolve: (n) => n + 1 },
    forbidden: { payload, guard: () => false, evolve: (n) => n + 1 },
    refused: { payload, guard: (n) => `${n} is enough`, evolve: (n) => n + 1 },
    badly_guarded: { payload, guard: fail, evolve: (n) => n + 1 },
    broken: { payload, evolve: fail },
    throws_text: {
      payload,
      evolve: () => {
        throw 'only text'
      },
    },
    by_whom: { payload: payload, guard: (_, __, { by }) => by === 'ann' || `${by} may not`, evolve: (n) => n + 1 },
  },
})

const apply = (type: string, change: Partial<EventRecord> = {}, rejected = false) => {
  const event = { id: 'x', type, v: 1, at: 0, by: 'ann', device: 'till', payload: {}, ...change } as EventRecord
  const verdict = rejected ? { ref: 'x', code: 'forbidden', reason: 'not you', at: 0 } : undefined
  return applyEvent(entity, 3, event, readPayload(entity, event), verdict)
}

test.each(['counted', 'allowed', 'by_whom'])('%s applies', (type) => {
  expect(apply(type)).toEqual({ state: 4, effect: { kind: 'applied' } })
})

describe('[FLD2] without effect, with the reason', () => {
  test.each([
    ['forbidden', 'forbidden is not allowed now'],
    ['refused', '3 is enough'],
    ['badly_guarded', 'badly_guarded failed: division by zero'],
    ['broken', 'broken failed: division by zero'],
    ['throws_text', 'throws_text failed: only text'],
  ])('%s', (type, reason) => {
    expect(apply(type)).toEqual({ state: 3, effect: { kind: 'no_effect', reason } })
  })

  test('a payload that does not fit', () => {
    expect(apply('counted', { payload: [] as never })).toMatchObject({ state: 3, effect: { kind: 'no_effect' } })
  })

  test('a guard sees who did it', () => {
    expect(apply('by_whom', { by: 'bob' })).toMatchObject({ state: 3, effect: { reason: 'bob may not' } })
  })
})

test('[GAT3] a rejected event has no effect, whatever it is', () => {
  const rejected = { state: 3, effect: { kind: 'rejected', code: 'forbidden', reason: 'not you' } }
  for (const type of ['counted', 'broken', 'refunded', '$resolved']) expect(apply(type, {}, true)).toEqual(rejected)
})

test('[FLD3] what is not understood has no effect and is flagged', () => {
  expect(apply('refunded')).toMatchObject({ state: 3, effect: { kind: 'not_understood' } })
  expect(apply('counted', { v: 2 })).toMatchObject({ state: 3, effect: { kind: 'not_understood' } })
})

test("Docket's own events are noted", () => {
  const payload = { action: 'dismissed', reason: 'typed twice' }
  expect(apply('$resolved', { payload })).toEqual({ state: 3, effect: { kind: 'noted' } })
})
