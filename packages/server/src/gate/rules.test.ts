import { defineEntity, type Entity, type EventRecord } from '@docket/core'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { z } from 'zod'
import type { Principal } from '../auth/principal.ts'
import { type RuleAnswer, rulesFor } from './rules.ts'

interface Order {
  readonly status: 'open' | 'paid'
  readonly items: readonly string[]
}
const emptyOrder: Order = { status: 'open', items: [] }

const order = defineEntity('order', {
  initial: emptyOrder,
  events: {
    // What is recorded is text; what a rule sees is a number.
    item_added: { payload: z.object({ quantity: z.string().transform(Number) }), evolve: (o) => o },
    paid: { payload: z.object({ tip_minor: z.int() }), evolve: (o) => ({ ...o, status: 'paid' }) },
  },
})

const principal: Principal = { subject: 'ann', tenant: 'demo', roles: ['waiter'], expiresAtMs: 0 }
const event: EventRecord = { id: 'x', type: 'paid', v: 1, at: 0, by: 'ann', device: 'till', payload: {} }
const question = { principal, event, state: emptyOrder, known: { payload: { tip_minor: 7 } } }

test('types flow from the entity; an application annotates nothing', () => {
  const rules = rulesFor(order, {
    authorize(who, recorded, state) {
      expectTypeOf(who).toEqualTypeOf<Principal>()
      expectTypeOf(recorded).toEqualTypeOf<EventRecord>()
      expectTypeOf(state).toEqualTypeOf<Order>()
      return who.roles.includes('waiter') || 'only waiters take orders'
    },
    events: {
      item_added(state, { quantity }, who, { by }) {
        expectTypeOf(state).toEqualTypeOf<Order>()
        expectTypeOf(quantity).toEqualTypeOf<number>()
        expectTypeOf(by).toEqualTypeOf<string | null>()
        return quantity < 100 || { code: 'too_many', reason: `${who.subject} asks for ${quantity}` }
      },
      paid: (state, { tip_minor }) => tip_minor < 10_000 || `a tip of ${tip_minor} for ${state.items.length} items`,
    },
  })
  expect(
    rules.judge({ ...question, event: { ...event, type: 'item_added' }, known: { payload: { quantity: 100 } } }),
  ).toEqual({ code: 'too_many', reason: 'ann asks for 100' })
  expect(rules.judge(question)).toBeUndefined()
})

test('an asynchronous rule, one without a reason and one of no event are compile errors', () => {
  // @ts-expect-error a rule answers at once
  rulesFor(order, { authorize: async () => true })
  // @ts-expect-error a rule says why not
  rulesFor(order, { authorize: (who) => who.roles.includes('waiter') })
  // @ts-expect-error there is no such field
  rulesFor(order, { events: { paid: (_, { amount }) => amount > 0 || 'nothing' } })
  // @ts-expect-error there is no such event
  expect(() => rulesFor(order, { events: { eaten: () => true } })).toThrow('order has no event "eaten"')
})

describe('[GAT3] an answer', () => {
  const judge = (answer: unknown) =>
    rulesFor(order as Entity, { authorize: () => answer as RuleAnswer }).judge(question)

  test.each<[unknown, object | undefined]>([
    [true, undefined],
    ['not now', { code: 'forbidden', reason: 'not now' }],
    ['', { code: 'forbidden', reason: '' }],
    [
      { code: 'closed', reason: 'we are closed', payload: 1 },
      { code: 'closed', reason: 'we are closed' },
    ],
    ['a\0b\ud800', { code: 'forbidden', reason: 'ab\ufffd' }],
    ['x'.repeat(2_000), { code: 'forbidden', reason: 'x'.repeat(1_000) }],
  ])('%j', (answer, rejection) => {
    expect(judge(answer)).toEqual(rejection)
  })

  test.each([undefined, null, false, 1, {}, { code: 'Not A Code', reason: 'x' }, { code: 'closed' }])(
    'that is none accepts nothing: %o',
    (answer) => {
      expect(() => judge(answer)).toThrow(
        'order: authorize must answer true, a reason, or { code, reason }, and at once',
      )
    },
  )
})

test('[GAT3] an asynchronous rule accepts nothing, and its failure ends no process', async () => {
  const uncaught: unknown[] = []
  const note = (error: unknown): void => void uncaught.push(error)
  process.on('unhandledRejection', note)
  const answers = [async () => true, async () => Promise.reject(new Error('later'))]
  for (const answer of answers) {
    const rules = rulesFor(order as Entity, { authorize: answer as () => never })
    expect(() => rules.judge(question)).toThrow('and at once')
  }
  await new Promise((resolve) => setTimeout(resolve))
  process.off('unhandledRejection', note)
  expect(uncaught).toEqual([])
})

test('[GAT3] what the server does not understand passes by the rules of its type, not by authorize', () => {
  const asked: string[] = []
  const rules = rulesFor(order, {
    authorize(_, { type, v }) {
      asked.push(`${type} ${v}`)
      return v === 1 || 'update the server first'
    },
    events: { paid: () => 'never' },
  })
  const newer = { ...question, event: { ...event, v: 2 }, known: undefined }
  expect(rules.judge(newer)).toEqual({ code: 'forbidden', reason: 'update the server first' })
  expect(rules.judge({ ...newer, event: { ...event, type: 'constructor' } })).toBeUndefined()
  expect(rules.judge({ ...question, event: { ...event, type: 'constructor' } })).toBeUndefined()
  expect(rules.judge(question)).toEqual({ code: 'rule_refused', reason: 'never' })
  expect(asked).toEqual(['paid 2', 'constructor 1', 'constructor 1', 'paid 1'])
})
