import type { EventId } from '../clock/event-id.ts'
import type { Checkpoint } from '../document/checkpoint.ts'
import type { DocumentLog } from '../document/document-log.ts'
import type { Entity } from '../entity/entity.ts'
import type { DocketError } from '../event/errors.ts'
import { type EventRecord, isSameEvent } from '../event/event-record.ts'
import type { KeptEvent, Refusal, Storage } from '../storage/storage.ts'
import type { TransportConnection } from '../transport/transport.ts'
import { DocumentCopy } from './document-copy.ts'
import type { Quarantine } from './quarantine.ts'

export interface CopiesOptions {
  readonly definition: Entity
  readonly entity: string
  readonly id: string
  readonly name: string
  readonly storage: Storage
  readonly connection: TransportConnection
  readonly quarantine: Quarantine
  now(): number
  /** The server's checkpoint of the document; undefined when the device knows that it has none. */
  checkpoint(): Promise<Checkpoint | undefined> | undefined
  /** Brings to disk what has to be there besides the document, before its events are called saved. */
  flushRest(): Promise<void>
  onChange(): void
  /** The disk failed, or works again. */
  onStorage(error: unknown): void
}

const ID_REUSED: Refusal = { code: 'event_id_reused', reason: 'the document has another event with its id' }

interface SetAside {
  readonly refusal: Refusal
  readonly wasSaved: boolean
}

/**
 * The copy of a document that is in use. When the server refuses it, another takes its place: filled from the server,
 * while the refused one is kept on disk, and its events in the quarantine.
 */
export class DocumentCopies {
  readonly #options: CopiesOptions
  #current: DocumentCopy
  #generation = 0
  #isLoaded = false
  #isSynced = false
  #isClosed = false
  #refusal: DocketError | undefined
  #isReplacing = false
  /** Ends when every replacement has ended. */
  #replacing: Promise<unknown> = Promise.resolve()
  #isNextSynced = false
  /** The server refused the copy that is to come, as well. */
  #nextRefusal: DocketError | undefined
  /** The event of the quarantine that is being recorded again. */
  #again: EventId | undefined
  #recordingAgain: Promise<void> | undefined
  #gleaning: Promise<void> | undefined
  readonly #waiting = new Set<() => void>()
  readonly #aside = new Map<EventId, SetAside>()
  #stopQuarantine: (() => void) | undefined

  constructor(options: CopiesOptions) {
    this.#options = options
    this.#current = this.#create(async () => {
      await options.quarantine.ready()
      this.#generation = options.quarantine.row(options.entity, options.id)?.generation ?? 0
      return storageName(options.name, this.#generation)
    })
  }

  get document(): DocumentLog {
    return this.#current.document
  }

  get isLoaded(): boolean {
    return this.#isLoaded
  }

  /** What the server had when we last connected is in the document. */
  get isSynced(): boolean {
    return this.#isSynced
  }

  /** Without a ledger: has all of it been sent? */
  get isSent(): boolean {
    return this.#current.isSent
  }

  /** Why the server does not take the document. */
  get refusal(): DocketError | undefined {
    return this.#refusal
  }

  get isReplacing(): boolean {
    return this.#isReplacing
  }

  /** Was the document set aside, in this session or an earlier one? */
  get wasReplaced(): boolean {
    return this.#generation > 0
  }

  async load(): Promise<void> {
    try {
      await this.#current.load()
    } catch (error) {
      this.#storageFailed(error)
    }
    this.#isLoaded = true
    this.#options.onChange()
    const checkpoint = this.#current.isBlank ? this.#options.checkpoint() : undefined
    if (checkpoint === undefined) this.#begin()
    else void checkpoint.then((found) => found && this.#current.takeCheckpoint(found)).finally(() => this.#begin())
  }

  /** The server has another checkpoint. */
  async renewCheckpoint(): Promise<void> {
    const copy = this.#current
    if (!copy.document.needsCheckpoint) return
    const checkpoint = await this.#options.checkpoint()
    if (checkpoint !== undefined && copy === this.#current && !this.#isClosed) await copy.takeCheckpoint(checkpoint)
  }

  #begin(): void {
    if (!this.#isClosed) this.#current.attach(this.#generation)
  }

  saveSoon(): void {
    this.#current.saveSoon()
  }

  async flush(): Promise<void> {
    await this.#current.flush()
    await this.#options.quarantine.flush()
  }

  isSaved(id: EventId): boolean {
    const aside = this.#asideOf(id)
    return aside === undefined ? !this.document.unsaved.has(id) : aside.wasSaved || this.#options.quarantine.isSaved
  }

  /** Why an event of this session is not in the document any more. */
  asideBecause(id: EventId): Refusal | undefined {
    return this.#asideOf(id)?.refusal
  }

  /** Is this very event in the document? */
  holds(event: EventRecord): boolean {
    return holds(this.document, event)
  }

  /** Passes on what has become committed. */
  settle(): void {
    this.#current.writeCommitted()
    const { quarantine, entity, id } = this.#options
    const kept = quarantine.row(entity, id)?.events ?? []
    const committed = kept.flatMap(({ event }) => (this.#isSettled(event) ? [event.id] : []))
    if (committed.length > 0) void quarantine.release(entity, id, new Set(committed)).catch(() => undefined)
  }

  /**
   * Records what is kept aside again, one event after the other: if the server refuses again, it is known which. Resolves
   * when the server has answered to all of them.
   */
  recordAgain(): Promise<void> {
    this.#recordingAgain ??= this.#recordAllAgain().finally(() => {
      this.#recordingAgain = undefined
    })
    return this.#recordingAgain
  }

  async dispose(): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#stopQuarantine?.()
    this.#current.detach()
    this.#wake()
    await Promise.all([this.#replacing, this.#gleaning])
    await this.#current.dispose()
  }

  #create(storedAs: () => Promise<string>): DocumentCopy {
    const { definition, name, storage, connection, flushRest, onStorage } = this.#options
    return new DocumentCopy({
      definition,
      name,
      storage,
      connection,
      storedAs,
      flushRest: async () => {
        await this.#options.quarantine.flush()
        await flushRest()
      },
      onChange: (copy) => copy === this.#current && this.#changed(),
      onSynced: (copy) => this.#synced(copy),
      onRefused: (error) => this.#refusedBecause(error),
      onUpdateRefused: (copy, error) => this.#refused(copy, error),
      onStorage: (copy, error) => copy === this.#current && onStorage(error),
    })
  }

  #synced(copy: DocumentCopy): void {
    if (copy !== this.#current) {
      this.#isNextSynced = true
      this.#wake()
      return
    }
    this.#isSynced = true
    this.#refusedBecause(undefined)
    void this.renewCheckpoint()
    this.#gleaning ??= this.#glean().catch((error: unknown) => this.#storageFailed(error))
  }

  /** Another tab may have gone on writing to the copy before this one: what came to it late is kept aside as well. */
  async #glean(): Promise<void> {
    const { quarantine, name, entity, id } = this.#options
    const row = quarantine.row(entity, id)
    if (row === undefined || row.generation === 0 || row.generation !== this.#generation) return
    const before = this.#create(async () => storageName(name, row.generation - 1))
    await before.load()
    const late = before.document.log.entries.filter(({ event }) => !this.holds(event)).map(({ event }) => ({ event }))
    const unknown = late.filter(({ event }) => !row.events.some((kept) => kept.event.id === event.id))
    if (unknown.length > 0 && !this.#isClosed) {
      const refusal = { code: row.code, reason: row.reason }
      const { generation: nextGeneration, at } = row
      await quarantine.setAside(entity, id, { nextGeneration, refusal, at, events: unknown, malformed: [] })
    }
    await before.dispose()
  }

  #storageFailed(error: unknown): void {
    this.#options.onStorage(error)
    this.#current.flushSoon()
  }

  #refused(copy: DocumentCopy, error: DocketError): void {
    // What did not come from here cannot be mended by setting it aside; nor would that ever end.
    if (!copy.document.hasOwnContent) this.#refusedBecause(error)
    else if (copy !== this.#current) this.#nextRefusal = error
    else if (!this.#isReplacing) this.#setAside(copy, error)
  }

  #setAside(copy: DocumentCopy, error: DocketError): void {
    copy.detach()
    this.#isSynced = false
    this.#isReplacing = true
    this.#replacing = Promise.all([this.#replacing, this.#replace(copy, error)])
    this.#refusedBecause(error)
  }

  async #replace(refused: DocumentCopy, error: DocketError): Promise<void> {
    const { quarantine, name, entity, id, onStorage } = this.#options
    const sent = new Set(refused.document.log.entries.map(({ event }) => event.id))
    // A disk that fails must not keep events from the server: it goes on in memory, and what is written is written later.
    const tryDisk = (work: Promise<void>): Promise<void> => work.catch(onStorage)
    await tryDisk(quarantine.refresh())
    const known = quarantine.row(entity, id)?.generation ?? 0
    const nextGeneration = known > this.#generation ? known : this.#generation + 1
    const next = this.#create(async () => storageName(name, nextGeneration))
    this.#isNextSynced = false
    await tryDisk(next.load())
    next.attach(nextGeneration)
    await this.#until(() => this.#isNextSynced)
    if (!this.#isClosed) await tryDisk(next.flush())
    if (this.#isClosed) return next.dispose()
    refused.pauseSaving()
    const absent = (): readonly EventRecord[] =>
      refused.document.log.entries.flatMap(({ event }) => (holds(next.document, event) ? [] : [event]))
    const refusal = { code: error.code, reason: error.message }
    const events = absent().map((event) => this.#keptBecause(event, refusal, next.document))
    const { unsaved, malformed } = refused.document
    for (const { event } of events) {
      if (sent.has(event.id)) this.#aside.set(event.id, { refusal, wasSaved: !unsaved.has(event.id) })
    }
    const at = this.#options.now()
    await tryDisk(quarantine.setAside(entity, id, { nextGeneration, refusal, at, events, malformed }))
    const recorded = absent().filter((event) => !sent.has(event.id))
    this.#use(next, nextGeneration, recorded)
    // What the disk did not take meanwhile, and it may have been said of the refused copy.
    next.flushSoon()
    await tryDisk(refused.dispose())
  }

  /** In one synchronous step, so that nobody sees anything half done. `recorded` has never been refused. */
  #use(copy: DocumentCopy, generation: number, recorded: readonly EventRecord[]): void {
    // Before anybody looks at it: what is not in it yet would be taken for saved and committed.
    for (const event of recorded) copy.document.append(event)
    this.#current = copy
    this.#generation = generation
    this.#isSynced = true
    this.#refusal = undefined
    this.#isReplacing = false
    this.#stopQuarantine ??= this.#options.quarantine.subscribe(() => this.#changed())
    const refusedToo = this.#nextRefusal
    this.#nextRefusal = undefined
    if (refusedToo !== undefined) this.#refused(copy, refusedToo)
    this.#changed()
  }

  #keptBecause(event: EventRecord, refusal: Refusal, next: DocumentLog): KeptEvent {
    if (next.log.get(event.id) !== undefined) return { event, refusal: ID_REUSED }
    return event.id === this.#again ? { event, refusal } : { event }
  }

  async #recordAllAgain(): Promise<void> {
    const { quarantine, entity, id } = this.#options
    for (const event of quarantine.recordable(entity, id)) {
      await this.#until(() => !this.#isReplacing)
      if (this.#isClosed) return
      // It has come to the server after all; or another event has its id.
      if (this.document.log.get(event.id) !== undefined) continue
      this.#again = event.id
      this.document.append(event)
      await this.#until(() => !this.#isReplacing && (!holds(this.document, event) || this.#isSettled(event)))
      this.#again = undefined
    }
  }

  /** Resolves when it is so, or when the document is closed. */
  #until(isSo: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const check = (): void => {
        if (!isSo() && !this.#isClosed) return
        this.#waiting.delete(check)
        resolve()
      }
      this.#waiting.add(check)
      check()
    })
  }

  #wake(): void {
    for (const check of this.#waiting) check()
  }

  #changed(): void {
    this.#wake()
    this.#options.onChange()
  }

  #refusedBecause(error: DocketError | undefined): void {
    this.#refusal = error
    this.#changed()
  }

  #asideOf(id: EventId): SetAside | undefined {
    return this.document.log.get(id) === undefined ? this.#aside.get(id) : undefined
  }

  #isSettled(event: EventRecord): boolean {
    const saveState = holds(this.document, event) ? this.document.saveStateOf(event.id) : undefined
    return saveState === 'committed' || saveState === 'rejected'
  }
}

function holds(document: DocumentLog, event: EventRecord): boolean {
  const held = document.log.get(event.id)?.event
  return held !== undefined && isSameEvent(held, event)
}

/** Under which name the storage keeps a copy. No document's name has a tilde. */
export function storageName(name: string, generation: number): string {
  return generation === 0 ? name : `${name}~${generation}`
}
