import type * as Y from 'yjs'
import type { Checkpoint } from '../document/checkpoint.ts'
import type { ClockPairs } from '../document/clocks.ts'
import { DocketError } from '../event/errors.ts'
import type { SummaryRow } from './messages.ts'

/** `refused`: the server will not have us (see the error); a transport goes on trying. */
export type ConnectionState = 'offline' | 'connecting' | 'online' | 'refused'

/** How a store's documents reach a server. Made by a transport's factory, started by the store. */
export interface Transport {
  /**
   * Does it lead to a ledger? Without one nothing is ever committed or rejected, and there are neither summaries nor
   * checkpoints nor the server's time: documents are shared, and that is all.
   */
  readonly ledger: boolean
  connect(host: TransportHost): TransportConnection
}

/** What a transport tells its store. */
export interface TransportHost {
  readonly tenant: string
  onConnection(state: ConnectionState, error?: DocketError): void
  /** The server's clock, and the device's right before it was asked and right after it answered; ms. */
  onServerTime(sample: { readonly sentMs: number; readonly serverMs: number; readonly receivedMs: number }): void
  /**
   * The server cannot commit what it gets, for now, or can again. At the beginning of a connection it can until this
   * says otherwise.
   */
  onDelayed(delayed: boolean): void
  /** Newer summaries than `summariesAfter()`; complete up to `cursor`. */
  onSummaries(rows: readonly SummaryRow[], cursor: number): void
  summariesAfter(): number
  /** Resolves when `summariesAfter()` knows what the device kept. */
  readonly ready: Promise<unknown>
  /** Another tab of this device has recorded in a document that is not attached here. */
  onNews(name: string): void
  /** The server's checkpoint of a document, or that it has none. */
  onCheckpoint(name: string, checkpoint: Checkpoint | undefined): void
}

/** A transport at work for one store: it knows the store's open documents until it is closed. */
export interface TransportConnection {
  /** Keeps `doc` in step with the server's document of that name until it is detached. */
  attach(name: string, doc: Y.Doc, host: DocumentHost): Attachment
  /** Asks for the server's checkpoint of a document; nothing happens when there is no connection. */
  askForCheckpoint(name: string): void
  close(): void
}

/** What a transport tells of one document. */
export interface DocumentHost {
  /**
   * Which copy of the document it is, from 0: a later one is in the place of one that was refused. Tabs share what they
   * have of the same copy only.
   */
  readonly generation: number
  /** The device has what the server had. */
  onSynced(): void
  /** Postgres has this much of the document. */
  onCommitted(committed: ClockPairs): void
  /** The document may not be opened; a transport goes on trying. */
  onRefused(error: DocketError): void
  /** The server took nothing of an update, because it broke the protocol, and will never take it. */
  onUpdateRefused(error: DocketError): void
  /** Another tab has a checkpoint in the place of items that it shares. It comes before these. */
  onCheckpoint(checkpoint: Checkpoint): void
}

/** One document that a transport keeps in step. */
export interface Attachment {
  /** Is this the origin of the transactions that bring what the server has committed? */
  owns(origin: unknown): boolean
  /** Without a ledger: is there nothing that has still to be sent? A document that nobody holds is let go then. */
  readonly isSent?: boolean
  detach(): void
}

/** The server will not have something; `code` is the server's own, such as `token_expired`. */
export class RefusedError extends DocketError {
  constructor(code: string, reason: string) {
    super(code, reason)
  }
}
