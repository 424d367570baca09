import { defineEntity } from '@docket/core'
import { z } from 'zod'

/** The entity of the load: events of about 150 bytes. */
export const counter = defineEntity('counter', {
  initial: { total: 0 },
  events: { added: { payload: z.object({ n: z.number() }), evolve: (s, { n }) => ({ total: s.total + n }) } },
  summary: (s) => s,
})
