import type { Checkpoint } from '../document/checkpoint.ts'
import type { ConnectionState } from '../transport/transport.ts'

/** A document that waits longer comes whole. */
const WAIT_MS = 10_000

interface Waiting {
  readonly answer: Promise<Checkpoint | undefined>
  readonly settle: (checkpoint: Checkpoint | undefined) => void
}

/** Asks the server for checkpoints; once for each document at a time. */
export class CheckpointRequests {
  readonly #ask: (name: string) => void
  readonly #waiting = new Map<string, Waiting>()
  #isOnline = false

  constructor(ask: (name: string) => void) {
    this.#ask = ask
  }

  get isOnline(): boolean {
    return this.#isOnline
  }

  /** The checkpoint of a document; undefined when it has none, or when it cannot be had now. */
  request(name: string): Promise<Checkpoint | undefined> {
    const known = this.#waiting.get(name)
    if (known !== undefined) return known.answer
    const { promise, resolve } = Promise.withResolvers<Checkpoint | undefined>()
    const timer = setTimeout(() => this.answered(name, undefined), WAIT_MS)
    const settle = (checkpoint: Checkpoint | undefined): void => {
      clearTimeout(timer)
      resolve(checkpoint)
    }
    this.#waiting.set(name, { answer: promise, settle })
    // Also while we are not online: the connection of this document may be.
    this.#ask(name)
    return promise
  }

  answered(name: string, checkpoint: Checkpoint | undefined): void {
    const waiting = this.#waiting.get(name)
    this.#waiting.delete(name)
    waiting?.settle(checkpoint)
  }

  /** Whoever asks before there is a connection waits for it; whoever waits when it is lost waits no more. */
  connected(state: ConnectionState): void {
    const wasOnline = this.#isOnline
    this.#isOnline = state === 'online'
    if (this.#isOnline && !wasOnline) for (const name of this.#waiting.keys()) this.#ask(name)
    if (!this.#isOnline && (wasOnline || state === 'refused')) this.close()
  }

  close(): void {
    for (const name of [...this.#waiting.keys()]) this.answered(name, undefined)
  }
}
