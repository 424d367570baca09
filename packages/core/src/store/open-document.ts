import type { EventId } from '../clock/event-id.ts'
import { DocumentLog } from '../document/document-log.ts'
import type { Entity, EventSchemas } from '../entity/entity.ts'
import { messageOf } from '../entity/read-payload.ts'
import type { DocumentAddress } from '../event/document-name.ts'
import { DocketError } from '../event/errors.ts'
import type { JsonValue } from '../event/json.ts'
import { RESOLVED, type Resolution } from '../event/resolution.ts'
import type { Storage, StoredDocument } from '../storage/storage.ts'
import type { Attachment, TransportConnection } from '../transport/transport.ts'
import { asDocketError } from './as-docket-error.ts'
import type { Catalogue } from './catalogue.ts'
import { type HistoryEntry, historyOf } from './history.ts'
import { type Author, makeEvent } from './make-event.ts'
import { notifyAll } from './notify-all.ts'
import { createReceipt, type Receipt } from './receipt.ts'
import { DocumentClosedError, GuardRefusedError } from './record-errors.ts'
import { Saver } from './saver.ts'
import type { DocumentSnapshot, EntityDocument, RecordOptions } from './store.ts'

/** What a document needs of its store. */
export interface DocumentContext {
  readonly author: Author
  readonly storage: Storage
  readonly catalogue: Catalogue
  readonly connection: TransportConnection | undefined
  onChange(document: OpenDocument): void
  /** Somebody closed the document. */
  onRelease(document: OpenDocument): void
}

/** One open document: its log, its place on disk and its attachment to the server. */
export class OpenDocument implements EntityDocument<unknown, EventSchemas> {
  readonly entity: string
  readonly id: string
  readonly loaded: Promise<void>
  readonly #definition: Entity
  readonly #context: DocumentContext
  readonly #document: DocumentLog
  readonly #stored: StoredDocument
  readonly #saver: Saver
  readonly #listeners = new Set<() => void>()
  #attachment: Attachment | undefined
  #isLoaded = false
  #isSynced = false
  #closed = false
  #writtenCommitted = 0
  #storageError: DocketError | undefined
  #refusal: DocketError | undefined
  #summaryError: DocketError | undefined
  #summary: JsonValue = {}
  #snapshot: DocumentSnapshot<unknown> | undefined
  #history: readonly HistoryEntry[] | undefined
  #lastHistory: readonly HistoryEntry[] = []

  constructor(definition: Entity, address: DocumentAddress, name: string, context: DocumentContext) {
    this.entity = address.entity
    this.id = address.id
    this.#definition = definition
    this.#context = context
    this.#document = new DocumentLog(definition, {
      isStorage: (origin) => this.#stored.owns(origin),
      isServer: (origin) => this.#attachment?.owns(origin) ?? false,
    })
    this.#stored = context.storage.openDocument(name, this.#document.doc)
    this.#saver = new Saver(this.#document, {
      flush: async () => {
        await this.#stored.flush()
        this.#publish()
        await context.catalogue.flush()
      },
      onFailure: (error) => this.#storageFailed(error),
      onRecovered: () => this.#storageFailed(undefined),
    })
    this.#document.onChange(() => this.#changed())
    this.loaded = this.#load(name)
  }

  get state(): unknown {
    return this.#document.log.state
  }

  get status(): DocumentSnapshot<unknown>['status'] {
    return this.snapshot().status
  }

  /** Nothing would be lost if it were closed now. */
  get isSettled(): boolean {
    const { unsaved, uncommitted } = this.#document
    return this.#isLoaded && unsaved.size === 0 && (uncommitted === 0 || this.#context.connection === undefined)
  }

  /** Why something is not on this device's disk yet. */
  get storageError(): DocketError | undefined {
    return this.#storageError
  }

  record(type: string, payload: unknown, options: RecordOptions = {}): Receipt {
    if (this.#closed) throw new DocumentClosedError(this.entity, this.id)
    const { event, reading } = makeEvent(this.#document.log, this.#context.author, type, payload, options.ref)
    this.#document.append(event, reading)
    this.#saver.saveSoon()
    return createReceipt(event, {
      verdictOf: (id) => this.#document.log.verdictOf(id),
      isSaved: (id) => !this.#document.unsaved.has(id),
      isCommitted: (id) => this.#document.saveStateOf(id) === 'committed',
      onChange: (listener) => this.#document.onChange(listener),
    })
  }

  resolve(rejected: EventId, resolution: Resolution): Receipt {
    if (this.#document.log.verdictOf(rejected) === undefined) {
      throw new GuardRefusedError(this.entity, RESOLVED, `event ${rejected} is not rejected`)
    }
    return this.record(RESOLVED, resolution, { ref: rejected })
  }

  history(): readonly HistoryEntry[] {
    this.#history ??= historyOf(this.#document, this.#lastHistory)
    this.#lastHistory = this.#history
    return this.#history
  }

  snapshot(): DocumentSnapshot<unknown> {
    this.#snapshot ??= {
      state: this.state,
      status: {
        loaded: this.#isLoaded,
        synced: this.#isSynced,
        events: this.#document.log.entries.length,
        unsaved: this.#document.unsaved.size,
        uncommitted: this.#document.uncommitted,
        rejected: this.#document.rejected.length,
        ...errorOf(this.#refusal ?? this.#storageError ?? this.#summaryError),
      },
    }
    return this.#snapshot
  }

  subscribe<T>(
    first: (() => void) | ((snapshot: DocumentSnapshot<unknown>) => T),
    onSelected?: (value: T) => void,
  ): () => void {
    const listener =
      onSelected === undefined
        ? (first as () => void)
        : this.#selecting(first as (snapshot: DocumentSnapshot<unknown>) => T, onSelected)
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  close(): void {
    this.#context.onRelease(this)
  }

  /** Passes on what lists show of this document and what of it is committed; the store calls it once a tick. */
  settle(): void {
    if (!this.#isLoaded || this.#closed) return
    this.#publish()
    const version = this.#document.committedVersion
    const written = this.#writtenCommitted
    if (version === written) return
    this.#writtenCommitted = version
    this.#stored.writeCommitted(this.#document.committed).catch(() => {
      // It goes with the next change. Nothing is lost: the server says it again at the next connect.
      this.#writtenCommitted = written
    })
  }

  async dispose(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    this.#attachment?.detach()
    await this.#saver.close()
    await this.#stored.close()
    this.#document.destroy()
  }

  #selecting<T>(select: (snapshot: DocumentSnapshot<unknown>) => T, listener: (value: T) => void): () => void {
    let selected = select(this.snapshot())
    return () => {
      const next = select(this.snapshot())
      if (Object.is(next, selected)) return
      selected = next
      listener(next)
    }
  }

  async #load(name: string): Promise<void> {
    try {
      const [committed] = await Promise.all([this.#stored.readCommitted(), this.#stored.loaded])
      this.#document.markCommitted(committed)
      // It is on disk: it was read from there.
      this.#writtenCommitted = this.#document.committedVersion
    } catch (error) {
      this.#storageFailed(error)
    }
    this.#isLoaded = true
    this.#changed()
    if (this.#closed) return
    this.#attachment = this.#context.connection?.attach(name, this.#document.doc, {
      onSynced: () => {
        this.#isSynced = true
        this.#refusal = undefined
        this.#changed()
      },
      onCommitted: (committed) => this.#document.markCommitted(committed),
      onRefused: (error) => {
        this.#refusal = error
        this.#changed()
      },
    })
  }

  #changed(): void {
    this.#snapshot = undefined
    this.#history = undefined
    this.#saver.saveSoon()
    this.#context.onChange(this)
    notifyAll(this.#listeners)
  }

  #storageFailed(error: unknown): void {
    const next = error === undefined ? undefined : asDocketError(error)
    if (next === this.#storageError) return
    this.#storageError = next
    this.#changed()
  }

  #summaryFailed(error: DocketError | undefined): void {
    if (error?.message === this.#summaryError?.message) return
    this.#summaryError = error
    this.#changed()
  }

  #publish(): void {
    if (this.#document.log.entries.length === 0) return
    this.#context.catalogue.putOpen({
      entity: this.entity,
      id: this.id,
      summary: this.#summarize(),
      uncommitted: this.#document.uncommitted,
      rejected: this.#document.rejected.length,
    })
  }

  /** A summary that fails must not keep events from being saved: lists keep the last one. */
  #summarize(): JsonValue {
    try {
      // A summary is JSON by the contract of `Entity.summary`; what is not would not survive the disk.
      this.#summary = this.#definition.summary(this.state) as JsonValue
      this.#summaryFailed(undefined)
    } catch (error) {
      this.#summaryFailed(new DocketError('summary_failed', `The summary of ${this.entity} fails: ${messageOf(error)}`))
    }
    return this.#summary
  }
}

function errorOf(error: DocketError | undefined): { readonly error?: DocketError } {
  return error === undefined ? {} : { error }
}
