import { type Difference, differencesOf } from '@docket/core'
import type { Closed } from '../closing/closing-payload.ts'
import { makeClosing } from './make-closing.ts'
import type { OrderTrail } from './order-trail.ts'

/**
 * Where a closing says something else than the events between its numbers, and the closing before it: `before` is what
 * follows from those, `after` what the closing says.
 *
 * @param trails whole trails of all orders of which an event is in the period
 */
export function reconcile(
  closed: Closed,
  previous: Closed | undefined,
  trails: readonly OrderTrail[],
): readonly Difference[] {
  const { to_seq: toSeq, business_day: businessDay } = closed
  return differencesOf(makeClosing({ previous, toSeq, trails, businessDay }), closed)
}
