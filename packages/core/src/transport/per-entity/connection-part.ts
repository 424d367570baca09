import type { DocketError } from '../../event/errors.ts'
import type { SummaryRow } from '../messages.ts'
import type { ConnectionState, Transport, TransportConnection, TransportHost } from '../transport.ts'

export interface PartHost {
  readonly store: TransportHost
  /** What this part has said of its connection, or of the server's troubles, has changed. */
  onChange(): void
  onSummaries(rows: readonly SummaryRow[]): void
}

/** The connection of some of a store's entities, what it says of itself, and how far it has told summaries. */
export class ConnectionPart {
  /** For people. */
  readonly entities: string
  state: ConnectionState = 'offline'
  error: DocketError | undefined
  isDelayed = false
  readonly #host: PartHost
  #connection: TransportConnection | undefined
  #toldCursor = 0

  constructor(entities: string, host: PartHost) {
    this.entities = entities
    this.#host = host
  }

  /** All summaries of its entities up to this number of the tenant are told. */
  get cursor(): number {
    return Math.max(this.#toldCursor, this.#host.store.summariesAfter())
  }

  get connection(): TransportConnection {
    if (this.#connection === undefined) throw new TypeError(`The connection of ${this.entities} is still being made`)
    return this.#connection
  }

  connect(transport: Transport): void {
    const { store, onChange, onSummaries } = this.#host
    this.#connection = transport.connect({
      tenant: store.tenant,
      ready: store.ready,
      summariesAfter: () => this.cursor,
      onConnection: (state, error) => {
        this.state = state
        this.error = error
        this.isDelayed = false
        onChange()
      },
      onDelayed: (delayed) => {
        this.isDelayed = delayed
        onChange()
      },
      onSummaries: (rows, cursor) => {
        this.#toldCursor = Math.max(this.#toldCursor, cursor)
        onSummaries(rows)
      },
      onServerTime: (sample) => store.onServerTime(sample),
      onNews: (name) => store.onNews(name),
      onCheckpoint: (name, checkpoint) => store.onCheckpoint(name, checkpoint),
    })
  }
}
