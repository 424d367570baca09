import { defineEntity, type Entity } from '@docket/core'
import { z } from 'zod'
import { type EntityRules, rulesFor } from '../src/gate/rules.ts'

/** A small entity whose state depends on the order of its events, on its guard and on every one of them. */
export const tally: Entity = defineEntity('tally', {
  initial: { count: 0, digest: 0 },
  events: {
    added: {
      payload: z.looseObject({ n: z.int() }),
      guard: (_, { n }) => n % 13 !== 0 || 'multiples of 13 are not counted',
      evolve: ({ count, digest }, { n }) => ({ count: count + 1, digest: (digest * 31 + n) % 1_000_003 }),
    },
  },
  summary: ({ count }) => ({ count }),
})

/** Of those who attack: one that refuses, and one that fails. */
export const tallyRules: EntityRules = rulesFor(tally, {
  authorize(_, { payload }) {
    if (payload.breaksRule === true) throw new Error('a rule that fails')
    return payload.isForbidden !== true || { code: 'not_for_you', reason: 'it says so itself' }
  },
})
