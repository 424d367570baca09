import { type Effect, EventLog } from '@docket/core'
import type { Order } from '../order/order-state.ts'
import { order } from '../order.ts'
import type { CommittedEvent } from './committed-event.ts'

export interface TrailEntry extends CommittedEvent {
  /** What it did at its place in the order. */
  readonly effect: Effect
}

/** All that the ledger has of one order, in the order of what happened, and what follows from it. */
export interface OrderTrail {
  readonly id: string
  readonly entries: readonly TrailEntry[]
  readonly state: Order
}

/** @param committed all events of the order, in any order */
export function orderTrail(id: string, committed: readonly CommittedEvent[]): OrderTrail {
  const log = new EventLog(order)
  log.add(
    committed.map(({ event }) => event),
    committed.flatMap(({ verdict }) => verdict ?? []),
  )
  const byId = new Map(committed.map((one) => [one.event.id, one]))
  const entries = log.entries.flatMap(({ event, effect }) => {
    const one = byId.get(event.id)
    return one === undefined ? [] : { ...one, effect }
  })
  return { id, entries, state: log.state as Order }
}

/** The trail as it was when the ledger had no event after this number. */
export function trailUpTo({ id, entries }: OrderTrail, seq: number): OrderTrail {
  return orderTrail(
    id,
    entries.filter((entry) => entry.seq <= seq),
  )
}
