import type * as Y from 'yjs'
import { hostWhile } from '../host-while.ts'
import { MovableDocuments } from '../movable-documents.ts'
import type {
  Attachment,
  ConnectionState,
  DocumentHost,
  Transport,
  TransportConnection,
  TransportHost,
} from '../transport.ts'

const ATTEMPTS = 2

export interface AutomaticOptions {
  readonly preferred: Transport
  readonly fallback: Transport
  /** Without the preferred one for so long, the other is used, ms. */
  readonly patienceMs: number
}

/**
 * A connection by the preferred transport where that works, else by the other. The preferred one goes on trying all the
 * while, by its own growing pauses.
 */
export class AutomaticConnection implements TransportConnection {
  readonly #host: TransportHost
  readonly #options: AutomaticOptions
  readonly #documents = new MovableDocuments()
  #preferred: TransportConnection | undefined
  #fallback: TransportConnection | undefined
  /** Which connection by the preferred transport it is; what an earlier one says is not heard. */
  #turn = 0
  /** Since when the other one is used; undefined while the preferred one is. */
  #fallen: object | undefined
  #failures = 0
  #patience: ReturnType<typeof setTimeout> | undefined
  #isClosed = false

  constructor(host: TransportHost, options: AutomaticOptions) {
    this.#host = host
    this.#options = options
    this.#begin()
    this.#documents.moveTo(this.#preferred)
    this.#wait()
  }

  attach(name: string, doc: Y.Doc, host: DocumentHost): Attachment {
    return this.#documents.attach(name, doc, host)
  }

  askForCheckpoint(name: string): void {
    this.#documents.connection?.askForCheckpoint(name)
  }

  close(): void {
    this.#isClosed = true
    clearTimeout(this.#patience)
    this.#fallback?.close()
    this.#preferred?.close()
  }

  #begin(): void {
    const turn = ++this.#turn
    this.#preferred?.close()
    const isHeard = (): boolean => !this.#isClosed && turn === this.#turn
    const host = hostWhile(this.#host, () => isHeard() && this.#fallen === undefined)
    this.#preferred = this.#options.preferred.connect({
      ...host,
      onConnection: (state, error) => {
        if (isHeard()) this.#preferredIs(state)
        host.onConnection(state, error)
      },
    })
  }

  #preferredIs(state: ConnectionState): void {
    if (state === 'online') this.#goBack()
    // Who is refused has come through as well.
    if (state === 'online' || state === 'refused') this.#succeeded()
    if (state !== 'offline') return
    this.#failures++
    if (this.#failures >= ATTEMPTS) this.#fallBack()
    else this.#wait()
  }

  #wait(): void {
    this.#patience ??= setTimeout(() => this.#fallBack(), this.#options.patienceMs)
  }

  #succeeded(): void {
    this.#failures = 0
    clearTimeout(this.#patience)
    this.#patience = undefined
  }

  #fallBack(): void {
    if (this.#fallen !== undefined) return
    const since = {}
    this.#fallen = since
    const host = hostWhile(this.#host, () => !this.#isClosed && this.#fallen === since)
    let wasOffline = false
    this.#fallback = this.#options.fallback.connect({
      ...host,
      onConnection: (state, error) => {
        host.onConnection(state, error)
        // The network is back: the preferred one need not wait out its pause.
        if (state === 'online' && wasOffline) this.#begin()
        wasOffline = state === 'offline'
      },
    })
    this.#documents.moveTo(this.#fallback)
  }

  #goBack(): void {
    if (this.#fallen === undefined) return
    this.#fallen = undefined
    // Nobody waits any more for what the other was asked.
    this.#host.onConnection('connecting')
    this.#documents.moveTo(this.#preferred)
    this.#fallback?.close()
  }
}
