import { defineEntity, type EventRecord, nextEventId } from '@docket/core'
import { expect, test } from 'vitest'
import { z } from 'zod'
import type { Principal } from '../auth/principal.ts'
import type { Appended } from './appended.ts'
import { judgeUpdate, type KnownDocument } from './judge-update.ts'
import type { Judgement } from './judgement.ts'
import { DEFAULT_LIMITS } from './limits.ts'
import { type EntityRules, rulesFor } from './rules.ts'
import { rulesByEntity } from './rules-by-entity.ts'

const till = defineEntity('till', {
  initial: { cash: 0 },
  events: {
    put_in: { payload: z.object({ amount: z.int() }), evolve: ({ cash }, { amount }) => ({ cash: cash + amount }) },
    taken_out: { payload: z.object({ amount: z.int() }), evolve: ({ cash }, { amount }) => ({ cash: cash - amount }) },
  },
})
const waiter: Principal = { subject: 'ann', tenant: 'demo', roles: ['device'], expiresAtMs: 0 }

const covered = rulesFor(till, {
  events: { taken_out: ({ cash }, { amount }) => amount <= cash || `there are only ${cash}` },
})

let newest: string | undefined
function event(type: string, payload: EventRecord['payload'], fields: Partial<EventRecord> = {}): EventRecord {
  newest = nextEventId(newest, 1_000)
  return { id: newest, type, v: 1, at: 1_000, by: 'ann', device: 'till', payload, ...fields }
}

const failures: unknown[] = []
function judge(
  rules: EntityRules,
  values: readonly EventRecord[],
  by = waiter,
  state: unknown = till.initial,
): Judgement {
  const known: KnownDocument = {
    entity: till,
    state,
    events: 0,
    clockOf: () => 0,
    isVerdictClient: () => false,
    isServerClient: () => false,
    eventById: () => undefined,
  }
  const update: Appended = {
    bytes: 100,
    items: [{ client: 7, clock: 0, length: values.length, root: 'events', origins: [], values }],
    deletes: false,
  }
  const byEntity = rulesByEntity([rules], new Map([['till', till]]), (error) => failures.push(error))
  return judgeUpdate(update, known, by, DEFAULT_LIMITS, byEntity.get('till'))
}

const codes = (judgement: Judgement): unknown[] =>
  judgement.kind === 'passed' ? judgement.events.map(({ rejection }) => rejection?.code) : [judgement.code]

test('[GAT3] a rule sees what is known, then each earlier event of the update, but none that is rejected', () => {
  const day = [
    event('taken_out', { amount: 5 }),
    event('put_in', { amount: 10 }),
    event('taken_out', { amount: 8 }),
    event('taken_out', { amount: 8 }),
    event('taken_out', { amount: 2 }),
  ]
  expect(codes(judge(covered, day))).toEqual(['rule_refused', undefined, undefined, 'rule_refused', undefined])
  expect(codes(judge(covered, day.slice(0, 1), waiter, { cash: 5 }))).toEqual([undefined])
  // Whatever place they have in the update.
  expect(codes(judge(covered, day.toReversed()))).toEqual([
    'rule_refused',
    undefined,
    undefined,
    'rule_refused',
    undefined,
  ])
})

test('[GAT3] rules come after the gate’s own, which have said enough', () => {
  const asked: string[] = []
  const rules = rulesFor(till, {
    authorize(_, { type }) {
      asked.push(type)
      return true
    },
  })
  const put = event('put_in', { amount: 1 })
  expect(codes(judge(rules, [put], { ...waiter, roles: ['read-only'] }))).toEqual(['role_forbidden'])
  expect(codes(judge(rules, [put], { ...waiter, subject: 'bob', roles: [] }))).toEqual(['actor_forbidden'])
  expect(codes(judge(rules, [event('put_in', { amount: 'much' })]))).toEqual(['payload_invalid'])
  expect(codes(judge(rules, [event('$own', {})]))).toEqual(['type_reserved'])
  expect(asked).toEqual([])
  const unknown = event('unheard_of', {})
  const resolved = event('$resolved', { action: 'dismissed', reason: 'x' })
  expect(codes(judge(rules, [put, unknown, resolved]))).toEqual([undefined, undefined, undefined])
  expect(asked).toEqual(['put_in', 'unheard_of', '$resolved'])
})

test('[GAT3] a rule that throws, whatever it throws, rejects its event and no other', () => {
  const rules = rulesFor(till, {
    events: {
      taken_out: () => {
        throw 'only text'
      },
    },
  })
  const judgement = judge(rules, [event('put_in', { amount: 1 }), event('taken_out', { amount: 1 })])
  expect(codes(judgement)).toEqual([undefined, 'rule_failed'])
  expect(JSON.stringify(judgement)).not.toContain('only text')
  expect(failures).toEqual(['only text'])
})

test('rules for an unknown entity, and two sets for one, are refused at once', () => {
  const entities = new Map([['till', till]])
  const noted = (): void => undefined
  expect(() => rulesByEntity([covered], new Map(), noted)).toThrow('pass its definition to createServer too')
  expect(() => rulesByEntity([covered, covered], entities, noted)).toThrow('"till" has two sets of rules')
})
