import { defineEntity, type Entity } from '@docket/core'
import { z } from 'zod'
import { type EntityRules, rulesFor } from '../../src/gate/rules.ts'

/** What a table orders until it pays; its state depends on the order of its events and on every one of them. */
export const sitting: Entity = defineEntity('sitting', {
  initial: { dishes: 0, digest: 0, paid: false },
  events: {
    ordered: {
      payload: z.looseObject({ n: z.int() }),
      guard: ({ paid }) => !paid || 'the table has paid',
      evolve: (state, { n }) => ({ ...state, dishes: state.dishes + 1, digest: (state.digest * 31 + n) % 1_000_003 }),
    },
    paid: {
      payload: z.object({}),
      guard: ({ paid }) => !paid || 'the table has paid',
      evolve: (state) => ({ ...state, paid: true }),
    },
  },
  summary: ({ dishes, digest, paid }) => ({ dishes, digest, paid }),
  settled: ({ paid }) => paid,
})

export const FORBIDDEN = 'not_for_you'

export const sittingRules: EntityRules = rulesFor(sitting, {
  authorize: (_, { payload }) => payload.isForbidden !== true || { code: FORBIDDEN, reason: 'it says so itself' },
})
