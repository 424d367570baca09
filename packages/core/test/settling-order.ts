import type { Entity, StateOf, SummaryOf } from '../src/entity/entity.ts'
import { order } from './order.ts'

/** The order of the other tests, which says when nothing is left to do. */
export const settlingOrder: Entity<
  'order',
  StateOf<typeof order>,
  { [Type in keyof typeof order.events]: (typeof order.events)[Type]['payload'] },
  SummaryOf<typeof order>
> = { ...order, settled: ({ status }) => status === 'paid' || status === 'void' }
