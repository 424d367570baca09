import fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { idAt } from '../../test/ids.ts'
import type { EventRecord } from '../event/event-record.ts'
import { defineEntity } from './define-entity.ts'
import { EventLog } from './event-log.ts'

/** Events that do not commute, that refuse, that fail and that nobody knows. */
const pile = defineEntity('pile', {
  initial: [] as readonly number[],
  events: {
    pushed: {
      payload: z.object({ n: z.int() }),
      guard: (state) => state.length < 4 || 'the pile is full',
      evolve: (state, { n }) => [...state, n],
    },
    popped: { payload: z.object({}), evolve: (state) => state.slice(0, -1) },
    turned: { payload: z.object({}), evolve: (state) => state.toReversed() },
    toppled: {
      payload: z.object({}),
      evolve: (state) => {
        if (state.length % 2 === 1) throw new Error('it stands')
        return []
      },
    },
  },
})

const typeOfEvent = fc.constantFrom(
  'pushed',
  'pushed',
  'pushed',
  'popped',
  'turned',
  'toppled',
  'unheard_of',
  'misshapen',
)

/** Types by place in the order, the order of arrival (with repetitions), where batches end, and which are rejected. */
const schedule = fc.array(typeOfEvent, { minLength: 1, maxLength: 140, size: 'max' }).chain((types) =>
  fc.record({
    types: fc.constant(types),
    arrivals: fc
      .tuple(permutation(types.length), fc.array(fc.nat(types.length - 1)))
      .map(([all, again]) => [...all, ...again]),
    batches: fc.array(fc.integer({ min: 1, max: 50 }), { maxLength: 20, size: 'max' }),
    rejected: fc.array(fc.record({ place: fc.nat(types.length - 1), afterBatch: fc.nat(20) }), { maxLength: 12 }),
  }),
)

function permutation(length: number): fc.Arbitrary<number[]> {
  const all = Array.from({ length }, (_, index) => index)
  return fc.oneof(
    fc.shuffledSubarray(all, { minLength: length }),
    // Mostly in order, as in life: a few arrive late.
    fc
      .array(fc.nat(length - 1), { maxLength: 5 })
      .map((late) => [...all.filter((n) => !late.includes(n)), ...new Set(late)]),
  )
}

function eventAt(place: number, type: string): EventRecord {
  const misshapen = type === 'misshapen'
  const payload = type === 'pushed' ? { n: place } : misshapen ? { n: 'many' } : {}
  return { id: idAt(place), type: misshapen ? 'pushed' : type, v: 1, at: 0, by: null, device: 'till', payload }
}

/** The rule, in a few lines: in order of ids, without the rejected ones, each on the state before it. */
function foldFromScratch(types: readonly string[], arrived: ReadonlySet<number>, rejected: ReadonlySet<number>) {
  let state: number[] = []
  const effects: string[] = []
  for (const [place, type] of types.entries()) {
    if (!arrived.has(place)) continue
    const full = type === 'pushed' && state.length >= 4
    const stands = type === 'toppled' && state.length % 2 === 1
    if (rejected.has(place)) effects.push('rejected')
    else if (type === 'unheard_of') effects.push('not_understood')
    else if (full || stands || type === 'misshapen') effects.push('no_effect')
    else {
      effects.push('applied')
      if (type === 'pushed') state.push(place)
      if (type === 'popped') state.pop()
      if (type === 'turned') state = state.toReversed()
      if (type === 'toppled') state = []
    }
  }
  return { state, effects }
}

test('[FLD1] any order and batching of events and verdicts folds to what a fold from scratch gives, at every moment', () => {
  fc.assert(
    fc.property(schedule, ({ types, arrivals, batches, rejected }) => {
      const log = new EventLog(pile)
      const arrived = new Set<number>()
      const judged = new Set<number>()
      const left = [...arrivals]
      for (let batch = 0; left.length > 0; batch++) {
        const places = left.splice(0, batches[batch] ?? 7)
        const verdicts = rejected.filter(({ afterBatch }) => afterBatch === batch)
        log.add(
          places.map((place) => eventAt(place, types[place] ?? '')),
          verdicts.map(({ place }) => ({ ref: idAt(place), code: 'forbidden', reason: 'not you', at: 0 })),
        )
        for (const place of places) arrived.add(place)
        for (const { place } of verdicts) judged.add(place)
        const expected = foldFromScratch(types, arrived, judged)
        expect(log.state).toEqual(expected.state)
        expect(log.entries.map(({ effect }) => effect.kind)).toEqual(expected.effects)
      }
    }),
    { numRuns: 300 },
  )
})
