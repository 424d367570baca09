import type { DocketError } from '../event/errors.ts'
import type { ConnectionState, TransportHost } from './transport.ts'

/** Tells a host how the connection is, when that changes. */
export class ConnectionTeller {
  readonly #host: Pick<TransportHost, 'onConnection' | 'onDelayed'>
  #state: ConnectionState | undefined
  #message: string | undefined
  #isDelayed = false

  constructor(host: Pick<TransportHost, 'onConnection' | 'onDelayed'>) {
    this.#host = host
  }

  get state(): ConnectionState | undefined {
    return this.#state
  }

  get isDelayed(): boolean {
    return this.#isDelayed
  }

  tell(state: ConnectionState, error?: DocketError): void {
    if (state === this.#state && error?.message === this.#message) return
    this.#state = state
    this.#message = error?.message
    // Whoever hears of a change takes commits to go on until told otherwise.
    this.#isDelayed = false
    this.#host.onConnection(state, error)
  }

  tellDelayed(isDelayed: boolean): void {
    if (isDelayed === this.#isDelayed) return
    this.#isDelayed = isDelayed
    this.#host.onDelayed(isDelayed)
  }
}
