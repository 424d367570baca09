import type { EventId } from '../clock/event-id.ts'
import type { Checkpoint } from '../document/checkpoint.ts'
import type { DocumentLog } from '../document/document-log.ts'
import type { Entity, EventSchemas } from '../entity/entity.ts'
import { messageOf } from '../entity/read-payload.ts'
import type { DocumentAddress } from '../event/document-name.ts'
import { DocketError } from '../event/errors.ts'
import type { EventRecord } from '../event/event-record.ts'
import type { JsonValue } from '../event/json.ts'
import { RESOLVED, type Resolution } from '../event/resolution.ts'
import type { Storage } from '../storage/storage.ts'
import type { SwitchingConnection } from '../transport/switching-connection.ts'
import { asDocketError } from './as-docket-error.ts'
import type { Catalogue } from './catalogue.ts'
import type { CheckpointRequests } from './checkpoint-requests.ts'
import { DocumentCopies } from './document-copies.ts'
import { type HistoryEntry, historyOf } from './history.ts'
import { type Author, makeEvent } from './make-event.ts'
import { notifyAll } from './notify-all.ts'
import type { Quarantine } from './quarantine.ts'
import { createReceipt, NoLedgerError, QuarantinedError, type Receipt } from './receipt.ts'
import { DocumentClosedError, DocumentFullError, NotRejectedError } from './record-errors.ts'
import { type RejectedEvent, type RejectionResolution, rejectionsIn, settlingEvents } from './rejected-event.ts'
import type { DocumentSnapshot, EntityDocument, RecordOptions } from './store.ts'

const DOCUMENT_FULL = 'document_full'

/** What a document needs of its store. */
export interface DocumentContext {
  readonly author: Author
  readonly storage: Storage
  readonly catalogue: Catalogue
  readonly quarantine: Quarantine
  readonly connection: SwitchingConnection
  readonly checkpoints: CheckpointRequests
  /** Resolves when the catalogue has what the device kept, or cannot have it. */
  readonly ready: Promise<unknown>
  onChange(document: OpenDocument): void
  /** Somebody closed the document. */
  onRelease(document: OpenDocument): void
}

/** One open document, whichever copy of it is in use. */
export class OpenDocument implements EntityDocument<unknown, EventSchemas> {
  readonly entity: string
  readonly id: string
  readonly loaded: Promise<void>
  readonly #definition: Entity
  readonly #context: DocumentContext
  readonly #copies: DocumentCopies
  readonly #listeners = new Set<() => void>()
  readonly #receipts = new Set<() => void>()
  readonly #early: EventRecord[] = []
  #closed = false
  #storageError: DocketError | undefined
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
    this.#copies = new DocumentCopies({
      definition,
      entity: this.entity,
      id: this.id,
      name,
      storage: context.storage,
      connection: context.connection,
      quarantine: context.quarantine,
      now: () => context.author.clock.now(),
      checkpoint: () => this.#checkpoint(name),
      flushRest: async () => {
        this.#publish()
        await context.catalogue.flush()
      },
      onChange: () => this.#changed(),
      onStorage: (error) => this.#storageFailed(error),
    })
    this.loaded = this.#copies.load()
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
    if (!this.#copies.isLoaded || this.#copies.isReplacing || unsaved.size > 0) return false
    const { connection } = this.#context
    return uncommitted === 0 || !connection.hasTransport || (!connection.hasLedger && this.#copies.isSent)
  }

  /** What was recorded while the document was being loaded, as long as no line of the catalogue counts it. */
  get unlisted(): readonly EventRecord[] {
    return this.#early
  }

  /** Why something is not on this device's disk yet. */
  get storageError(): DocketError | undefined {
    return this.#storageError
  }

  /** The store's next transport leads to a ledger, and the one before did not, or the other way round. */
  ledgerChanged(): void {
    this.#changed()
  }

  /** The server has made a checkpoint of so many events. */
  checkpointMade(events: number): void {
    if (events > (this.#document.checkpoint?.events ?? 0)) void this.#copies.renewCheckpoint()
  }

  record(type: string, payload: unknown, options: RecordOptions = {}): Receipt {
    this.#checkRecordable()
    const made = makeEvent(this.#document.log, this.#context.author, type, payload, options)
    this.#document.append(made.event, made.reading)
    if (!this.#copies.isLoaded) this.#early.push(made.event)
    return this.#receiptOf(made.event)
  }

  /** The rejected events that nobody has resolved. */
  rejections(): readonly RejectedEvent[] {
    return rejectionsIn(this.#document, this)
  }

  /** Settles one of them, in one step; what it throws has changed nothing. */
  settleRejection(rejected: EventId, resolution: RejectionResolution): Receipt {
    this.#checkRecordable()
    const made = settlingEvents(this.#document, this.#context.author, rejected, resolution)
    this.#document.appendTogether(made)
    return this.#receiptOf(made[0].event)
  }

  #checkRecordable(): void {
    if (this.#closed) throw new DocumentClosedError(this.entity, this.id)
    if (this.#isFull) throw new DocumentFullError(this.entity, this.id)
  }

  #receiptOf(event: EventRecord): Receipt {
    return createReceipt(event, {
      verdictOf: (id) => this.#document.log.verdictOf(id),
      isSaved: (id) => this.#copies.isSaved(id),
      isCommitted: (id) => {
        const refusal = this.#copies.asideBecause(id)
        if (refusal !== undefined) throw new QuarantinedError(this.entity, this.id, refusal)
        const isCommitted = this.#document.saveStateOf(id) === 'committed'
        if (!isCommitted && !this.#context.connection.hasLedger) throw new NoLedgerError()
        return isCommitted
      },
      onChange: (listener) => {
        this.#receipts.add(listener)
        return () => this.#receipts.delete(listener)
      },
    })
  }

  /** Records what is kept aside of this document again. Resolves when the server has answered. */
  recordAgain(): Promise<void> {
    return this.#copies.recordAgain()
  }

  /** Resolves when all of it, also what came from the server, is on this device's disk. @throws StorageError */
  flush(): Promise<void> {
    return this.#copies.flush()
  }

  /** Is this very event in the document? */
  has(event: EventRecord): boolean {
    return this.#copies.holds(event)
  }

  resolve(rejected: EventId, resolution: Resolution): Receipt {
    if (this.#document.log.verdictOf(rejected) === undefined) {
      throw new NotRejectedError(rejected)
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
        loaded: this.#copies.isLoaded,
        synced: this.#copies.isSynced,
        events: this.#document.log.events,
        unsaved: this.#document.unsaved.size,
        uncommitted: this.#context.connection.hasLedger ? this.#document.uncommitted : 0,
        rejected: this.#document.rejected.length,
        notUnderstood: this.#document.log.notUnderstood,
        ...beginningOf(this.#document),
        ...errorOf(this.#copies.refusal ?? this.#storageError ?? this.#summaryError),
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
    if (!this.#copies.isLoaded || this.#closed) return
    this.#publish()
    this.#copies.settle()
  }

  async dispose(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    await this.#copies.dispose()
  }

  #checkpoint(name: string): Promise<Checkpoint | undefined> | undefined {
    const { connection, catalogue, checkpoints, ready } = this.#context
    if (!connection.hasTransport) return undefined
    const request = (): Promise<Checkpoint | undefined> | undefined =>
      catalogue.row(this.entity, this.id)?.checkpoint === undefined ? undefined : checkpoints.request(name)
    return catalogue.isLoaded ? request() : ready.then(request)
  }

  get #document(): DocumentLog {
    return this.#copies.document
  }

  /** Whatever is recorded now would be refused. */
  get #isFull(): boolean {
    if (this.#copies.refusal !== undefined) return this.#copies.refusal.code === DOCUMENT_FULL
    const row = this.#context.quarantine.row(this.entity, this.id)
    return row?.code === DOCUMENT_FULL && row.events.length > 0
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

  #changed(): void {
    this.#snapshot = undefined
    this.#history = undefined
    this.#context.onChange(this)
    notifyAll(this.#listeners)
    notifyAll(this.#receipts)
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
    this.#early.length = 0
    if (this.#document.log.events === 0) this.#publishNothing()
    else this.#publishEvents()
  }

  #publishEvents(): void {
    const oldest = this.#document.oldestUncommitted
    const oldestUncommittedAt = oldest === undefined ? undefined : this.#document.log.get(oldest)?.event.at
    this.#context.catalogue.putOpen({
      entity: this.entity,
      id: this.id,
      summary: this.#summarize(),
      uncommitted: this.#document.uncommitted,
      ...(oldestUncommittedAt !== undefined && { oldestUncommittedAt }),
      rejected: this.#document.rejected.length,
    })
  }

  #publishNothing(): void {
    // What the disk does not give may be there.
    if (this.#storageError !== undefined) return
    const { catalogue } = this.#context
    const { entity, id } = this
    const isCounted = (catalogue.row(entity, id)?.uncommitted ?? 0) > 0
    if (this.#copies.wasReplaced) catalogue.putEmpty(entity, id, 'on disk')
    // The line came to disk, the events did not. It stays there: another tab may be about to write them.
    else if (isCounted) catalogue.putEmpty(entity, id, 'in memory')
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

function beginningOf({ checkpoint, log }: DocumentLog): Pick<DocumentSnapshot<unknown>['status'], 'beginsWith'> {
  return checkpoint === undefined ? {} : { beginsWith: { events: log.before, state: checkpoint.state } }
}

function errorOf(error: DocketError | undefined): { readonly error?: DocketError } {
  return error === undefined ? {} : { error }
}
