import type { DocketError } from '../../event/errors.ts'
import { newerRow, type SummaryRow } from '../messages.ts'
import type { ConnectionState, Transport, TransportConnection } from '../transport.ts'
import { HubDocument } from './hub-document.ts'
import { type TabLocks, tabLock } from './tab-locks.ts'
import {
  type HubMessage,
  type OfCopy,
  type SharedMessage,
  type TabMessage,
  type TimeSample,
  toldError,
} from './tab-messages.ts'

export interface HubOptions {
  readonly transport: Transport
  readonly tenant: string
  /** The name of the channel, and of the locks. */
  readonly scope: string
  readonly locks: TabLocks
  /** The newest summaries that this tab has. */
  readonly after: number
}

/**
 * The one tab's side that has the connection to the server. It treats its own tab like the others: by the channel, with
 * documents of its own.
 */
export class Hub {
  readonly #options: HubOptions
  readonly #channel: BroadcastChannel
  readonly #ended = new AbortController()
  /** By copy: one that is refused has nothing to do with the one after it. */
  readonly #documents = new Map<string, HubDocument>()
  readonly #rows = new Map<string, SummaryRow>()
  #inner: TransportConnection
  /** Which connection to the server is in use; what an earlier one says is not heard. */
  #connection = 0
  /** All summaries after this one have been told since. */
  #first: number
  #cursor: number
  #state: ConnectionState = 'connecting'
  #error: DocketError | undefined
  #isDelayed = false
  #time: TimeSample | undefined

  constructor(options: HubOptions) {
    this.#options = options
    this.#first = options.after
    this.#cursor = options.after
    this.#channel = new BroadcastChannel(options.scope)
    this.#channel.onmessage = ({ data }: MessageEvent<SharedMessage>) => this.#hear(data)
    this.#inner = this.#connect()
    this.#tell({ kind: 'hub' })
  }

  close(): void {
    this.#ended.abort()
    this.#connection++
    for (const document of this.#documents.values()) document.destroy()
    this.#documents.clear()
    this.#inner.close()
    this.#channel.close()
  }

  #tell(message: HubMessage): void {
    if (!this.#ended.signal.aborted) this.#channel.postMessage(message)
  }

  #connect(): TransportConnection {
    const connection = ++this.#connection
    const heard = (hear: () => void): void => {
      if (connection === this.#connection) hear()
    }
    return this.#options.transport.connect({
      tenant: this.#options.tenant,
      ready: Promise.resolve(),
      onConnection: (state, error) =>
        heard(() => {
          this.#state = state
          this.#error = error
          this.#isDelayed = false
          this.#tellConnection()
        }),
      onDelayed: (delayed) =>
        heard(() => {
          this.#isDelayed = delayed
          this.#tell({ kind: 'delayed', delayed })
        }),
      onServerTime: (sample) =>
        heard(() => {
          this.#time = sample
          this.#tell({ kind: 'time', sample })
        }),
      onSummaries: (rows, cursor) => heard(() => this.#takeSummaries(rows, cursor)),
      summariesAfter: () => this.#cursor,
      onNews: () => undefined,
      onCheckpoint: (document, checkpoint) => heard(() => this.#tell({ kind: 'checkpoint', document, checkpoint })),
    })
  }

  #hear(message: SharedMessage): void {
    if (message.kind === 'join') this.#join(message)
    if (message.kind === 'open') this.#open(message)
    if (message.kind === 'ask') this.#inner.askForCheckpoint(message.document)
    // Also when its tab has died: the others have heard it, and none of them will tell it.
    if (message.kind === 'update') this.#documents.get(keyOf(message))?.take(message.update)
    if (message.kind === 'close') this.#documents.get(keyOf(message))?.close(message.attachment)
  }

  #join({ tab, after }: TabMessage & { readonly kind: 'join' }): void {
    this.#tellConnection(tab)
    if (this.#time !== undefined) this.#tell({ kind: 'time', to: tab, sample: this.#time })
    if (after < this.#first) this.#askFrom(after)
    const rows = [...this.#rows.values()].filter(({ seq }) => seq > after)
    this.#tell({ kind: 'summaries', to: tab, rows, cursor: this.#cursor })
    void this.#forgetWhenGone(tab)
  }

  async #forgetWhenGone(tab: string): Promise<void> {
    const { locks, scope } = this.#options
    const isGone = await locks.untilFree(tabLock(scope, tab), this.#ended.signal)
    if (isGone) for (const document of this.#documents.values()) document.closeAllOf(tab)
  }

  #open(message: TabMessage & { readonly kind: 'open' }): void {
    const known = this.#documents.get(keyOf(message))
    const document = known ?? this.#create(message)
    document.open(message)
    if (known === undefined) document.attach(this.#inner)
  }

  #create(copy: OfCopy): HubDocument {
    const key = keyOf(copy)
    const drop = (): void => {
      this.#documents.delete(key)
      document.destroy()
    }
    const document = new HubDocument(copy, {
      tell: (message) => this.#documents.get(key) === document && this.#tell(message),
      change: () => this.#documents.get(key) === document && document.isSettled && drop(),
      // Whoever has it open opens it again, with what the server can take.
      updateRefused: drop,
    })
    this.#documents.set(key, document)
    return document
  }

  #takeSummaries(rows: readonly SummaryRow[], cursor: number): void {
    for (const row of rows) {
      const key = `${row.entity}/${row.id}`
      this.#rows.set(key, newerRow(this.#rows.get(key) ?? row, row))
    }
    this.#cursor = Math.max(this.#cursor, cursor)
    this.#tell({ kind: 'summaries', rows, cursor })
  }

  /** A tab lacks summaries that were never told here: only a new connection asks for them. */
  #askFrom(after: number): void {
    this.#first = after
    this.#cursor = after
    for (const document of this.#documents.values()) document.detach()
    this.#inner.close()
    this.#inner = this.#connect()
    for (const document of this.#documents.values()) document.attach(this.#inner)
  }

  #tellConnection(to?: string): void {
    this.#tell({
      kind: 'connection',
      ...(to !== undefined && { to }),
      state: this.#state,
      ...(this.#error !== undefined && { error: toldError(this.#error) }),
      delayed: this.#isDelayed,
    })
  }
}

function keyOf({ name, generation }: OfCopy): string {
  return `${name}~${generation}`
}
