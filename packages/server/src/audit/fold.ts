import { applyEvent, type Effect, type Entity, readPayload } from '@docket/core'
import { type LedgerEvent, verdictOf } from '../ledger/event-row.ts'

/** The fold of a document's committed events, one after the other in their order; keeps only the state. */
export class Fold {
  readonly #entity: Entity
  #state: unknown

  constructor(entity: Entity) {
    this.#entity = entity
    this.#state = entity.initial
  }

  get state(): unknown {
    return this.#state
  }

  /** What the event did at its place. */
  add(entry: LedgerEvent): Effect {
    const { event } = entry
    const step = applyEvent(this.#entity, this.#state, event, readPayload(this.#entity, event), verdictOf(entry))
    this.#state = step.state
    return step.effect
  }
}

/** The state that a document's events give; they are in their order. */
export function foldEvents(entity: Entity, events: Iterable<LedgerEvent>): unknown {
  const fold = new Fold(entity)
  for (const event of events) fold.add(event)
  return fold.state
}
