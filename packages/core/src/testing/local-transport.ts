import * as Y from 'yjs'
import type { WallClock } from '../clock/wall-clock.ts'
import type { ClockPairs } from '../document/clocks.ts'
import { missingUpdate } from '../document/missing-update.ts'
import type { SummaryRow } from '../transport/messages.ts'
import type {
  Attachment,
  DocumentHost,
  RefusedError,
  Transport,
  TransportConnection,
  TransportHost,
} from '../transport/transport.ts'
import type { Committed, LocalDocument } from './local-document.ts'

/** A device's way to a local server. */
export interface LocalTransport extends Transport {
  /** Cuts the network: what is under way is lost. */
  cut(): void
  restore(): void
}

/** What a connection needs of its server. */
export interface LocalHub {
  readonly clock: WallClock
  /** The document as far as it is committed. */
  document(name: string): LocalDocument
  /** Commits an update, or refuses it, as soon as commits are not held. */
  submit(name: string, update: Uint8Array, onRefused: (error: RefusedError) => void): void
  summariesAfter(tenant: string, seq: number): readonly SummaryRow[]
  cursor(): number
  isDelayed(): boolean
  join(connection: LocalConnection): void
}

export function localTransport(hub: LocalHub, clock: WallClock): LocalTransport {
  const connections = new Set<LocalConnection>()
  let online = true
  return {
    ledger: true,
    connect(host) {
      const connection = new LocalConnection(hub, host, clock)
      connections.add(connection)
      hub.join(connection)
      if (online) connection.goOnline()
      return connection
    },
    cut() {
      online = false
      for (const connection of connections) connection.goOffline()
    },
    restore() {
      online = true
      for (const connection of connections) connection.goOnline()
    },
  }
}

interface Attached {
  readonly name: string
  readonly doc: Y.Doc
  readonly host: DocumentHost
  readonly origin: object
  /** Since the last connect, the server has been sent all there was. */
  isSynced: boolean
}

/** One store's connection to a local server. Every message takes a microtask, and is lost when the network is cut meanwhile. */
export class LocalConnection implements TransportConnection {
  readonly #hub: LocalHub
  readonly #host: TransportHost
  readonly #clock: WallClock
  readonly #attached = new Set<Attached>()
  #online = false
  #closed = false
  /** Messages of an earlier connection are lost. */
  #connection = 0

  constructor(hub: LocalHub, host: TransportHost, clock: WallClock) {
    this.#hub = hub
    this.#host = host
    this.#clock = clock
  }

  goOnline(): void {
    if (this.#online || this.#closed) return
    this.#online = true
    this.#send(() => {
      this.#host.onConnection('online')
      if (this.#hub.isDelayed()) this.#host.onDelayed(true)
      this.#askForTime()
      const after = this.#host.summariesAfter()
      this.#host.onSummaries(this.#hub.summariesAfter(this.#host.tenant, after), this.#hub.cursor())
    })
    for (const attached of this.#attached) {
      attached.isSynced = false
      this.#sync(attached)
    }
  }

  goOffline(): void {
    if (!this.#online) return
    this.#online = false
    this.#connection++
    this.#host.onConnection('offline')
  }

  attach(name: string, doc: Y.Doc, host: DocumentHost): Attachment {
    const attached: Attached = { name, doc, host, origin: {}, isSynced: false }
    const upload = (update: Uint8Array, origin: unknown): void => {
      if (origin !== attached.origin) this.#send(() => this.#submit(attached, update))
    }
    doc.on('update', upload)
    this.#attached.add(attached)
    this.#sync(attached)
    return {
      owns: (origin) => origin === attached.origin,
      detach: () => {
        doc.off('update', upload)
        this.#attached.delete(attached)
      },
    }
  }

  askForCheckpoint(name: string): void {
    this.#send(() => this.#host.onCheckpoint(name, this.#hub.document(name).checkpoint))
  }

  /** Something was committed. */
  tell(tenant: string, name: string, committed: Committed, rows: readonly SummaryRow[], cursor: number): void {
    if (tenant !== this.#host.tenant) return
    for (const attached of this.#attached) {
      if (attached.name === name) this.#send(() => this.#receive(attached, committed.update, committed.clocks))
    }
    this.#send(() => this.#host.onSummaries(rows, cursor))
  }

  tellDelayed(delayed: boolean): void {
    this.#send(() => this.#host.onDelayed(delayed))
  }

  close(): void {
    this.goOffline()
    this.#closed = true
    this.#attached.clear()
  }

  #sync(attached: Attached): void {
    this.#send(() => {
      if (!this.#attached.has(attached)) return
      const document = this.#hub.document(attached.name)
      this.#receive(attached, document.missing(Y.encodeStateVector(attached.doc)), document.clocks)
      const update = missingUpdate(attached.doc, document.stateVector)
      this.#send(() => {
        this.#submit(attached, update)
        attached.isSynced = true
      })
      attached.host.onSynced()
    })
  }

  #submit(attached: Attached, update: Uint8Array): void {
    const { isSynced } = attached
    this.#hub.submit(attached.name, update, (error) => {
      // What is sent before all of the document may build on what is not there yet.
      if (error.code === 'update_gap' && !isSynced) return
      this.#send(() => this.#attached.has(attached) && attached.host.onUpdateRefused(error))
    })
  }

  #receive(attached: Attached, update: Uint8Array, clocks: ClockPairs): void {
    if (!this.#attached.has(attached)) return
    Y.applyUpdate(attached.doc, update, attached.origin)
    attached.host.onCommitted(clocks)
  }

  #askForTime(): void {
    const sentMs = this.#clock.now()
    const serverMs = this.#hub.clock.now()
    this.#host.onServerTime({ sentMs, serverMs, receivedMs: this.#clock.now() })
  }

  #send(message: () => void): void {
    const connection = this.#connection
    queueMicrotask(() => {
      if (this.#online && connection === this.#connection) message()
    })
  }
}
