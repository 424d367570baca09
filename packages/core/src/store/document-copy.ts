import type { Checkpoint } from '../document/checkpoint.ts'
import { DocumentLog } from '../document/document-log.ts'
import type { Entity } from '../entity/entity.ts'
import type { DocketError } from '../event/errors.ts'
import { type Storage, StorageError, type StoredDocument } from '../storage/storage.ts'
import type { Attachment, TransportConnection } from '../transport/transport.ts'
import { readStored } from './read-stored.ts'
import { Saver } from './saver.ts'

export interface CopyOptions {
  readonly definition: Entity
  /** The document's name, as the server knows it. */
  readonly name: string
  readonly storage: Storage
  readonly connection: TransportConnection
  /** Under which name it is kept on disk. Asked again when that failed. */
  storedAs(): Promise<string>
  /** Brings to disk what has to be there besides the document, before its events are called saved. */
  flushRest(): Promise<void>
  onChange(copy: DocumentCopy): void
  onSynced(copy: DocumentCopy): void
  /** The document may not be opened at the server. */
  onRefused(error: DocketError): void
  /** The server will never take what is in this copy. */
  onUpdateRefused(copy: DocumentCopy, error: DocketError): void
  /** The disk failed, or works again. */
  onStorage(copy: DocumentCopy, error: unknown): void
}

/** A document as this device has it: its log, its place on disk and its attachment to the server. */
export class DocumentCopy {
  readonly document: DocumentLog
  readonly #options: CopyOptions
  readonly #saver: Saver
  #lock: Promise<() => void> | undefined
  #stored: StoredDocument | undefined
  #attachment: Attachment | undefined
  #writtenCommitted = 0
  #writingCommitted: Promise<void> | undefined
  #isClosed = false

  constructor(options: CopyOptions) {
    this.#options = options
    const origins = {
      isStorage: (origin: unknown) => this.#stored?.owns(origin) ?? false,
      isServer: (origin: unknown) => this.#attachment?.owns(origin) ?? false,
    }
    this.document = new DocumentLog(options.definition, origins, 'when released')
    this.#saver = new Saver(this.document, {
      flush: async () => {
        await this.flush()
        await options.flushRest()
      },
      onFailure: (error) => options.onStorage(this, error),
      onRecovered: () => options.onStorage(this, undefined),
    })
    this.document.onChange(() => {
      this.#saver.saveSoon()
      options.onChange(this)
    })
  }

  /** Resolves when what is on disk is in the log. @throws StorageError */
  async load(): Promise<void> {
    let stored: StoredDocument
    try {
      stored = await this.#openStored()
    } catch (error) {
      this.document.release()
      throw error
    }
    await readStored(this.document, stored)
    // It is on disk: it was read from there.
    this.#writtenCommitted = this.document.committedVersion
  }

  /** Nothing in it has come from the server yet. */
  get isBlank(): boolean {
    return this.document.checkpoint === undefined && this.document.committed.length === 0
  }

  /** Builds on a checkpoint from now on, if that says more. It has to be on disk before what it stands for. */
  async takeCheckpoint(checkpoint: Checkpoint): Promise<void> {
    if (this.#isClosed || !this.document.accepts(checkpoint)) return
    const isHollow = this.#attachment === undefined
    try {
      await (await this.#openStored()).writeCheckpoint(checkpoint)
    } catch (error) {
      this.#options.onStorage(this, error)
      this.flushSoon()
      if (isHollow) return
    }
    if (!this.#isClosed) this.document.rebase(checkpoint, isHollow ? this : undefined)
  }

  attach(generation: number): void {
    if (this.#isClosed) return
    // A word that comes after the detachment is about what is no longer there.
    const heard = (say: () => void) => (): void => (this.#attachment === undefined ? undefined : say())
    this.#attachment = this.#options.connection.attach(this.#options.name, this.document.doc, {
      generation,
      onSynced: heard(() => this.#options.onSynced(this)),
      onCommitted: (committed) => this.document.markCommitted(committed),
      // The other tab has written it to the disk that both have.
      onCheckpoint: (checkpoint) => this.document.rebase(checkpoint),
      onRefused: (error) => heard(() => this.#options.onRefused(error))(),
      onUpdateRefused: (error) => heard(() => this.#options.onUpdateRefused(this, error))(),
    })
  }

  detach(): void {
    this.#attachment?.detach()
    this.#attachment = undefined
  }

  get isSent(): boolean {
    return this.#attachment?.isSent ?? false
  }

  saveSoon(): void {
    this.#saver.saveSoon()
  }

  /** Brings to disk what is not there, and says so; goes on trying when that fails. */
  flushSoon(): void {
    this.#saver.flushSoon()
  }

  /** From now on nothing new is called saved: it goes to another copy. */
  pauseSaving(): void {
    this.#saver.pause()
  }

  /** @throws StorageError */
  async flush(): Promise<void> {
    await (await this.#openStored()).flush()
  }

  /** Keeps what is known to be committed, if there is news. */
  writeCommitted(): void {
    const version = this.document.committedVersion
    const written = this.#writtenCommitted
    if (version === written || this.#stored === undefined) return
    this.#writtenCommitted = version
    const { committed } = this.document
    const stored = this.#stored
    // After what it speaks of: a rejected event without its verdict would be taken for a committed one.
    this.#writingCommitted = Promise.all([stored.flush(), this.#writingCommitted])
      .then(() => stored.writeCommitted(committed))
      .catch(() => {
        // It goes with the next change. Nothing is lost: the server says it again at the next connect.
        this.#writtenCommitted = written
      })
  }

  async dispose(): Promise<void> {
    this.detach()
    await this.#saver.close()
    await this.#writingCommitted
    this.#isClosed = true
    await this.#stored?.close()
    const release = await this.#lock
    release?.()
    this.document.destroy()
  }

  async #openStored(): Promise<StoredDocument> {
    if (this.#stored !== undefined) return this.#stored
    const { storedAs, storage, name } = this.#options
    const place = await storedAs()
    const closed = (): StorageError => new StorageError(`"${name}" is closed`, 'it was let go before it was opened')
    if (this.#isClosed) throw closed()
    this.#lock ??= storage.locks.hold(place)
    await this.#lock
    if (this.#isClosed) throw closed()
    this.#stored ??= storage.openDocument(place, this.document.doc)
    return this.#stored
  }
}
