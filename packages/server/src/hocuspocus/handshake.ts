import type { Breach } from '../gate/judgement.ts'
import type { Outcome } from './document-actor.ts'

/**
 * Where one connection to a document stands in Yjs' handshake. A client that has edited offline, and edits on while it
 * connects, sends those edits before the ones on which they build: its answer to our state vector (SyncStep2), which is
 * still under way, has them all. Until it is here a gap is no breach. Nothing of it is applied or acknowledged; the
 * acknowledgements that the client waits for are made up for when its answer is committed.
 */
export class Handshake {
  readonly #acknowledge: () => void
  #hasAsked = false
  #hasAnswered = false
  #owed = 0
  #due = 0

  constructor(acknowledge: () => void) {
    this.#acknowledge = acknowledge
  }

  /** The client's SyncStep1: it counts what it sends from here on. */
  asked(): void {
    this.#hasAsked = true
    this.#owed = 0
  }

  /** The client's SyncStep2. */
  answered(outcome: Outcome): void {
    this.#hasAnswered = true
    if (outcome.kind === 'committed') this.#due = this.#owed
    this.#owed = 0
  }

  /** Is this refusal nothing to tell anybody? */
  excuses({ code }: Breach): boolean {
    const excused = code === 'update_gap' && !this.#hasAnswered
    if (excused && this.#hasAsked) this.#owed++
    return excused
  }

  /** Call it when the client's SyncStep2 has been applied. */
  acknowledgeOwed(): void {
    for (; this.#due > 0; this.#due--) this.#acknowledge()
  }
}
