import type * as Y from 'yjs'
import { hostWhile } from './host-while.ts'
import { MovableDocuments } from './movable-documents.ts'
import type { Attachment, DocumentHost, Transport, TransportConnection, TransportHost } from './transport.ts'

/** A store's connection, by whatever transport it is told to use. */
export class SwitchingConnection implements TransportConnection {
  readonly #host: TransportHost
  readonly #documents = new MovableDocuments()
  /** Which transport it is; what an earlier one says is not heard. */
  #turn = 0
  #hasLedger = true

  constructor(host: TransportHost) {
    this.#host = host
  }

  get hasTransport(): boolean {
    return this.#documents.connection !== undefined
  }

  /** Without a transport there is nobody yet who could commit anything: there may be one tomorrow. */
  get hasLedger(): boolean {
    return this.#hasLedger
  }

  /** From now on by this transport; without one, the store is offline. */
  use(transport: Transport | undefined): void {
    const before = this.#documents.connection
    const turn = ++this.#turn
    this.#hasLedger = transport?.ledger ?? true
    this.#documents.moveTo(undefined)
    before?.close()
    if (before !== undefined) this.#host.onConnection('offline')
    const host = hostWhile(this.#host, () => turn === this.#turn)
    this.#documents.moveTo(transport?.connect(host))
  }

  attach(name: string, doc: Y.Doc, host: DocumentHost): Attachment {
    return this.#documents.attach(name, doc, host)
  }

  askForCheckpoint(name: string): void {
    this.#documents.connection?.askForCheckpoint(name)
  }

  close(): void {
    this.#turn++
    this.#documents.connection?.close()
  }
}
