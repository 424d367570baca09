import { applyEvent, type Entity, type HistoryEntry, readPayload } from '@docket/core'

const KEEP_EVERY = 64

/** The states that a document had on its way, folded from its history; never all of them in memory. */
export class Playback {
  readonly #entity: Entity
  /** What the kept states were folded from. */
  #history: readonly HistoryEntry[] = []
  /** `#kept[i]` is the state before the event at `i * KEEP_EVERY`. */
  #kept: unknown[]

  /** @param first the state before the first event of the history */
  constructor(entity: Entity, first: unknown = entity.initial) {
    this.#entity = entity
    this.#kept = [first]
  }

  /** The state after the first `count` events. */
  stateAfter(history: readonly HistoryEntry[], count: number): unknown {
    this.#forgetChanged(history)
    const nearest = Math.min(Math.floor(count / KEEP_EVERY), this.#kept.length - 1)
    let state = this.#kept[nearest]
    for (let index = nearest * KEEP_EVERY; index < Math.min(count, history.length); index++) {
      const entry = history[index]
      if (entry !== undefined) state = this.#step(state, entry)
      if ((index + 1) % KEEP_EVERY === 0) this.#kept[(index + 1) / KEEP_EVERY] = state
    }
    return state
  }

  #step(state: unknown, { event, effect }: HistoryEntry): unknown {
    if (effect.kind !== 'applied') return state
    return applyEvent(this.#entity, state, event, readPayload(this.#entity, event), undefined).state
  }

  /** States behind a late arrival or a verdict are folded again. */
  #forgetChanged(history: readonly HistoryEntry[]): void {
    if (history === this.#history) return
    const before = this.#history
    const changed = before.findIndex(
      ({ event, effect }, index) => history[index]?.event !== event || history[index]?.effect !== effect,
    )
    if (changed >= 0) this.#kept.length = Math.min(this.#kept.length, Math.floor(changed / KEEP_EVERY) + 1)
    this.#history = history
  }
}
