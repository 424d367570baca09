import type { Breach } from '../gate/judgement.ts'
import type { Outcome } from './update-batch.ts'

/** Where the handshake stood when an update arrived. */
export interface Arrival {
  /** How often the client had asked what it lacks. */
  readonly asked: number
  /** The client had still to say what the server lacked. */
  readonly isEarly: boolean
}

/**
 * Where one connection to a document stands in Yjs' handshake. A client that has edited offline, and edits on while it
 * connects, sends those edits before the ones on which they build: its answer to our state vector (SyncStep2), which is
 * still under way, has them all. Until it is here a gap is no breach. Nothing of it is applied or acknowledged; the
 * acknowledgements that the client waits for are made up for when its answer is committed.
 */
export class Handshake {
  #asked = 0
  #hasAnswered = false
  #owed = 0

  /** The client's SyncStep1: it counts what it sends from here on. */
  asked(): void {
    this.#asked++
    this.#owed = 0
  }

  /** @param isAnswer the client's SyncStep2 */
  arrived(isAnswer: boolean): Arrival {
    this.#hasAnswered ||= isAnswer
    return { asked: this.#asked, isEarly: !this.#hasAnswered }
  }

  /** Is this refusal nothing to tell anybody? */
  excuses({ code }: Breach, { asked, isEarly }: Arrival): boolean {
    const isExcused = code === 'update_gap' && isEarly
    if (isExcused && asked > 0 && asked === this.#asked) this.#owed++
    return isExcused
  }

  /** What became of the client's SyncStep2. Returns how many acknowledgements are to be made up for. */
  answered(outcome: Outcome): number {
    const owed = outcome.kind === 'committed' ? this.#owed : 0
    this.#owed = 0
    return owed
  }
}
