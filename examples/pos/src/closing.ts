import { defineEntity } from '@docket/core'
import { type Closed, closed } from './closing/closing-payload.ts'

export interface Closing {
  /** Null until it is made. */
  readonly closed: Closed | null
  /** Ms since the epoch, by the clock of the device. */
  readonly closed_at: number | null
  readonly closed_by: string | null
}

const notYet: Closing = { closed: null, closed_at: null, closed_by: null }

/** The closing of a period. Its id has its number, so of two that are made at once the later has no effect. */
export const closing = defineEntity('closing', {
  initial: notYet,
  events: {
    closed: {
      payload: closed,
      guard: (c) => c.closed === null || `closing no. ${c.closed.number} is made already`,
      evolve: (_, payload, { at, by }) => ({ closed: payload, closed_at: at, closed_by: by }),
    },
  },
  summary: ({ closed: made }) => ({ number: made?.number ?? null, to_seq: made?.to_seq ?? null }),
  settled: () => true,
})

/** `z-000001`: in the order of their numbers. */
export function closingId(number: number): string {
  return `z-${String(number).padStart(6, '0')}`
}
