import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { EventId } from '../clock/event-id.ts'
import type { Entity, EventSchemas } from '../entity/entity.ts'
import type { DocketError } from '../event/errors.ts'
import type { Resolution } from '../event/resolution.ts'
import type { ConnectionState, Transport } from '../transport/transport.ts'
import type { StoreDisk } from './disk-space.ts'
import type { EntityList, ListQuery } from './entity-list.ts'
import type { Follow } from './follow.ts'
import type { HistoryEntry } from './history.ts'
import type { StoreQuarantine } from './quarantine-entries.ts'
import type { Receipt } from './receipt.ts'
import type { StoreRejections } from './rejections.ts'

/** How much of a document there is here, and how safe it is. */
export interface DocumentStatus {
  /** What this device had on disk is in the state. */
  readonly loaded: boolean
  /** What the server had when we last connected is in the state. */
  readonly synced: boolean
  /** The number of events. */
  readonly events: number
  /** Not yet flushed to this device's disk. */
  readonly unsaved: number
  /** Not yet known to be in Postgres. */
  readonly uncommitted: number
  /** Rejected by the server and not resolved. */
  readonly rejected: number
  /** Of unknown type or newer version: kept and carried on; this application has to be updated to understand them. */
  readonly notUnderstood: number
  /**
   * The document is long, and this device has the newest part of it: a checkpoint stands for the rest. `history()` begins
   * after so many events, which led to this state; the server's audit route gives all.
   */
  readonly beginsWith?: { readonly events: number; readonly state: unknown }
  /** Why the server will not take this document, or the disk does not. */
  readonly error?: DocketError
}

/** An immutable picture of a document; the same object until something changes. */
export interface DocumentSnapshot<State> {
  readonly state: State
  readonly status: DocumentStatus
}

/** How safe everything is that this device knows, open or not. */
export interface SyncStatus {
  readonly connection: ConnectionState
  /** False: the transport leads to no ledger, so nothing is ever committed, and `uncommitted` counts nothing. */
  readonly ledger: boolean
  /** The server is there, but cannot commit anything now; what is uncommitted stays so until it can. */
  readonly committingDelayed: boolean
  readonly unsaved: number
  readonly uncommitted: number
  /**
   * When the oldest of the uncommitted events was recorded: what the device's clock said, ms since the epoch. Absent when
   * nothing waits.
   */
  readonly oldestUncommittedAt?: number
  readonly rejected: number
  /** How many changes are kept aside, because the server refused the document in which they were recorded. */
  readonly quarantined: number
  /** What stands in the way: of the connection, or of the disk. */
  readonly error?: DocketError
}

/** What is said of an event besides its type and payload. */
export interface RecordOptions {
  /** The event that this one answers. */
  readonly ref?: EventId
}

/** One document of an entity, for example one order. */
export interface EntityDocument<State, Schemas extends EventSchemas> {
  readonly entity: string
  readonly id: string
  readonly state: State
  readonly status: DocumentStatus
  /** Resolves when what this device had on disk is in the state. Recording need not wait for it. */
  readonly loaded: Promise<void>
  /**
   * Appends one event: synchronously, or throws and nothing has changed.
   *
   * @throws EventUnknownError, PayloadInvalidError, GuardRefusedError, DocumentFullError
   */
  record<Type extends keyof Schemas & string>(
    type: Type,
    payload: StandardSchemaV1.InferInput<Schemas[Type]>,
    options?: RecordOptions,
  ): Receipt
  /** Settles a rejected event, on the record. */
  resolve(rejected: EventId, resolution: Resolution): Receipt
  /**
   * All events in the order of what happened; the same array until something changes. Of a long document, those after its
   * checkpoint (see `DocumentStatus.beginsWith`) and the rejected ones before it that nobody has resolved.
   */
  history(): readonly HistoryEntry[]
  snapshot(): DocumentSnapshot<State>
  /** Calls `listener` after every change; with a selector, when what it selects is another value. */
  subscribe(listener: () => void): () => void
  subscribe<T>(select: (snapshot: DocumentSnapshot<State>) => T, listener: (value: T) => void): () => void
  /** Lets go. The document stays open until its events are saved and committed, and nobody else holds it. */
  close(): void
}

/** The handle on all documents of a device. */
export interface Store {
  readonly tenant: string
  readonly device: string
  /** The kinds of documents that it knows. */
  readonly entities: readonly Entity[]
  /** How far this device's clock is thought to be ahead of the server's, ms; undefined while unknown. */
  readonly skewMs: number | undefined
  /** Opens a document, or holds the one that is open already; `close` it once for every `open`. */
  open<State, Schemas extends EventSchemas>(
    entity: Entity<string, State, Schemas, unknown>,
    id: string,
  ): EntityDocument<State, Schemas>
  /** The document if it is open; does not hold it. */
  peek<State, Schemas extends EventSchemas>(
    entity: Entity<string, State, Schemas, unknown>,
    id: string,
  ): EntityDocument<State, Schemas> | undefined
  /** Summaries of the documents of an entity that this device knows; opens none of them. */
  list<Summary>(
    entity: { readonly name: string; summary(state: never): Summary },
    query?: ListQuery<Summary>,
  ): EntityList<Summary>
  /**
   * Keeps the documents whose summaries `where` chooses on this device, and in step with the server while connected, so
   * that they can be opened offline. It keeps none of them in memory.
   */
  follow<Summary>(
    entity: { readonly name: string; summary(state: never): Summary },
    query: { readonly where: (summary: Summary) => boolean },
  ): Follow
  /** How much room this device has, and how to make some. */
  readonly disk: StoreDisk
  /** What the server refused, and what may be done about it. */
  readonly quarantine: StoreQuarantine
  /** What the server rejected and nobody has resolved, of all documents. */
  readonly rejections: StoreRejections
  /**
   * As of the end of the last turn of the event loop, as lists are: the same object until something changes. What has just
   * been recorded shows at once in its document's own `status`.
   */
  status(): SyncStatus
  subscribeStatus(listener: () => void): () => void
  /**
   * From now on the server is reached by this transport; `undefined` goes offline. Nothing is lost: what the one before
   * had not brought or sent, the next one does.
   *
   * @throws StoreClosedError
   */
  useTransport(transport: Transport | undefined): void
  /** Resolves when what this device keeps is read: lists are complete as of the last connection. */
  readonly ready: Promise<void>
  /** Flushes and closes everything. */
  close(): Promise<void>
}
