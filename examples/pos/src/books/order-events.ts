import type { CommittedEvent } from './committed-event.ts'
import { type OrderTrail, orderTrail } from './order-trail.ts'

/** Events of many orders as they are read, and the trails of those that are known whole. */
export class OrderEvents {
  readonly #orders = new Map<string, Map<string, CommittedEvent>>()
  readonly #trails = new Map<string, OrderTrail>()

  /** Adds events in any order; one that is there already is passed over. */
  add(events: readonly CommittedEvent[]): void {
    for (const one of events) {
      const known = this.#orders.get(one.orderId) ?? new Map<string, CommittedEvent>()
      known.set(one.event.id, one)
      this.#orders.set(one.orderId, known)
      this.#trails.delete(one.orderId)
    }
  }

  /**
   * The orders of which the beginning has not been read. A device sends an order from its beginning on, so whoever reads
   * the ledger from some number on and comes by an order's beginning misses nothing of it.
   */
  withoutBeginning(): string[] {
    return this.trails().flatMap(({ id, state }) => (state.table_number === null ? id : []))
  }

  trails(): OrderTrail[] {
    return [...this.#orders].map(([id, events]) => {
      const trail = this.#trails.get(id) ?? orderTrail(id, [...events.values()])
      this.#trails.set(id, trail)
      return trail
    })
  }
}
