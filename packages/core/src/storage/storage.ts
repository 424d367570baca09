import type * as Y from 'yjs'
import type { Checkpoint } from '../document/checkpoint.ts'
import type { ClockPairs } from '../document/clocks.ts'
import { DocketError } from '../event/errors.ts'
import type { EventRecord } from '../event/event-record.ts'
import type { JsonValue } from '../event/json.ts'

/** Where a device keeps its documents and its catalogue. Every implementation runs `storageConformance`. */
export interface Storage {
  /**
   * Reads a document into `doc`, keeps what `doc` holds already, and every update that it emits from now on. A name is
   * that of a document, or of a later copy of it: `<tenant>/<entity>/<id>~<generation>`.
   */
  openDocument(name: string, doc: Y.Doc): StoredDocument
  /** The tenant's catalogue on this device. */
  openCatalogue(tenant: string): StoredCatalogue
  /** What this device keeps aside of the tenant's documents, because the server refused it. */
  openQuarantine(tenant: string): StoredQuarantine
  /** The names under which something of the tenant's documents is on disk. @throws StorageError */
  documents(tenant: string): Promise<readonly string[]>
  /**
   * Deletes a document that nobody has open and that the server has whole. (Where another tab has it open after all,
   * what that tab records stays on disk, but may show only when the server has sent the rest again.)
   *
   * @throws StorageError
   */
  deleteDocument(name: string): Promise<void>
  /** Who has which document open, in all that share this storage. */
  readonly locks: DocumentLocks
}

/** Keeps a document from being deleted while anybody has it open. By the names that `openDocument` takes. */
export interface DocumentLocks {
  /** Resolves when nobody deletes the document; nobody will, until the release that it resolves with is called. */
  hold(name: string): Promise<() => void>
  /** Does the work while nobody else can open the document; or not at all, when somebody has it open. */
  alone(name: string, work: () => Promise<void>): Promise<void>
}

/** A document on disk: it fills the Y.Doc that it was given, and keeps its updates from then on. */
export interface StoredDocument {
  /** Resolves when what was on disk is in the document. @throws StorageError */
  readonly loaded: Promise<void>
  /** Is this the origin of the transactions by which the storage fills the document? */
  owns(origin: unknown): boolean
  /** Resolves when everything that the document emitted before the call is flushed to disk. @throws StorageError */
  flush(): Promise<void>
  /** What of the document was known to be committed when it was last written. */
  readCommitted(): Promise<ClockPairs>
  writeCommitted(committed: ClockPairs): Promise<void>
  /** The checkpoint on which the document builds, if it does. */
  readCheckpoint(): Promise<Checkpoint | undefined>
  /** Resolves when it is on disk, in the place of the one before. @throws StorageError */
  writeCheckpoint(checkpoint: Checkpoint): Promise<void>
  /** Stops keeping updates; what was flushed stays. */
  close(): Promise<void>
}

/** One line of the catalogue: what lists show of a document without opening it. */
export interface CatalogueRow {
  readonly entity: string
  readonly id: string
  readonly summary: JsonValue
  /** The tenant's number of the newest event that the summary covers; 0 when the server does not know the document. */
  readonly seq: number
  /** How many of its events this device has not yet seen committed. */
  readonly uncommitted: number
  /** When the oldest of them was recorded: what the device's clock said, ms since the epoch. */
  readonly oldestUncommittedAt?: number
  /** How many rejected events nobody has resolved. */
  readonly rejected: number
  /** There is nothing in the document: lists leave it out. */
  readonly empty?: true
  /** The document was on this device's disk as of this number of the tenant. It may have left since. */
  readonly held?: number
  /** How many events the server's checkpoint of the document covers; absent when it has none. */
  readonly checkpoint?: number
}

/** What the device knows besides documents. */
export interface DeviceFacts {
  /** The catalogue is complete up to this number of the tenant. */
  readonly cursor: number
  /** How far the device's clock was last estimated to be ahead of the server's, ms. */
  readonly skewMs?: number
}

/** What a device knows of all documents, open or not: a row for each, and a few facts of its own. */
export interface StoredCatalogue {
  /** @throws StorageError */
  read(): Promise<{ readonly rows: readonly CatalogueRow[]; readonly facts: DeviceFacts }>
  /** Resolves when flushed to disk. Rows replace those of the same entity and id. @throws StorageError */
  write(rows: readonly CatalogueRow[], facts: DeviceFacts): Promise<void>
  close(): Promise<void>
}

/** Why the server refused something. */
export interface Refusal {
  /** Stable, for example `deletion`. */
  readonly code: string
  /** For people. */
  readonly reason: string
}

/** An event of a document that the server refused. */
export interface KeptEvent {
  readonly event: EventRecord
  /** Why the server refused this event when it was recorded again. */
  readonly refusal?: Refusal
}

/** Somebody decided that what was kept aside is not recorded again. It stays on the device. */
export interface Dismissal {
  readonly reason: string
  readonly by: string | null
  /** What the device's clock said, ms since the epoch. */
  readonly at: number
  readonly events: readonly EventRecord[]
  readonly malformed: readonly string[]
}

/** What a device knows of a document whose copy the server has refused. */
export interface QuarantineRow extends Refusal {
  readonly entity: string
  readonly id: string
  /** The copy that is in use, counted from 0. Those before it are on disk as they were when they were refused. */
  readonly generation: number
  /** When the server refused it last: what the device's clock said, ms since the epoch. */
  readonly at: number
  /** The events of refused copies that are not known to be committed and that nobody has dismissed. */
  readonly events: readonly KeptEvent[]
  /** What stood among the events and is none, as text; it may be cut. */
  readonly malformed: readonly string[]
  readonly dismissals: readonly Dismissal[]
}

/** What the server has refused and the device keeps aside, a row a document. */
export interface StoredQuarantine {
  /** @throws StorageError */
  read(): Promise<readonly QuarantineRow[]>
  /**
   * Replaces a document's row by what `change` makes of it; nobody else changes it in between, in other tabs neither.
   * Resolves with the new row when it is flushed to disk. @throws StorageError
   */
  change(entity: string, id: string, change: (row: QuarantineRow | undefined) => QuarantineRow): Promise<QuarantineRow>
  close(): Promise<void>
}

/** The disk does not take or give what it should; code `storage_failed`. Recording goes on in memory. */
export class StorageError extends DocketError {
  constructor(what: string, cause: unknown) {
    const reason = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause)
    super(
      'storage_failed',
      `${what} (${reason}). Recording goes on in memory; free some space, or allow this site to store data`,
      { cause },
    )
  }
}
