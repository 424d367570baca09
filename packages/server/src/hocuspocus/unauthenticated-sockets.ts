import type { ConnectionLimits } from '../gate/limits.ts'

type Limits = Pick<ConnectionLimits, 'unauthenticatedSockets' | 'authenticateWithinMs'>

/** The sockets whose clients have not shown a token that opens a document: there are not many, and not for long. */
export class UnauthenticatedSockets {
  readonly #limits: Limits
  readonly #timers = new Map<object, ReturnType<typeof setTimeout>>()

  constructor(limits: Limits) {
    this.#limits = limits
  }

  get isFull(): boolean {
    return this.#timers.size >= this.#limits.unauthenticatedSockets
  }

  add(socket: object, onLate: () => void): void {
    this.#timers.set(socket, setTimeout(onLate, this.#limits.authenticateWithinMs).unref())
  }

  /** It is authenticated, or gone. */
  delete(socket: object): void {
    clearTimeout(this.#timers.get(socket))
    this.#timers.delete(socket)
  }
}
