import * as Y from 'yjs'

/** What an adapter does for one document. */
export interface Disk {
  /** Brings what is on disk into the document. */
  read(): Promise<void>
  /** Resolves when the updates are flushed to disk. */
  put(updates: readonly Uint8Array[]): Promise<void>
}

/** The updates of a document on their way to disk: all of a tick together, in the order in which they came. */
export class UpdateQueue {
  readonly #doc: Y.Doc
  readonly #disk: Disk
  #queue: Uint8Array[] = []
  #reading: Promise<void> | undefined
  #isRead = false
  #lastWrite: Promise<void> | undefined
  /** Where updates may be missing on disk, later ones would leave a gap; so the next write holds the whole document. */
  #losses = 0
  #repairedLosses = 0

  constructor(doc: Y.Doc, disk: Disk) {
    this.#doc = doc
    this.#disk = disk
  }

  get #isIncomplete(): boolean {
    return this.#losses > this.#repairedLosses
  }

  /** Resolves when what was on disk is in the document. What failed is tried again. */
  read(): Promise<void> {
    this.#reading ??= this.#disk.read().then(
      () => {
        this.#isRead = true
        this.#writeIfAny()
      },
      (error: unknown) => {
        this.#reading = undefined
        throw error
      },
    )
    return this.#reading
  }

  add(update: Uint8Array): void {
    this.#queue.push(update)
    // Before it is read nothing is written: a writer must have seen what it stands on.
    queueMicrotask(() => {
      if (this.#isRead) this.#writeIfAny()
    })
  }

  /** What was written may be gone. */
  distrust(): void {
    this.#losses++
  }

  /** Resolves when everything so far is on disk; rejects with what the disk said. */
  async flush(): Promise<void> {
    await this.read()
    await (this.#queue.length > 0 || this.#isIncomplete ? this.#write() : this.#lastWrite)
    // The last write succeeded, but not all of those before it.
    if (this.#isIncomplete) await this.#write()
  }

  /** Writes what is queued, as well as it can. */
  async close(): Promise<void> {
    if (this.#isRead && this.#queue.length > 0) await this.#write().catch(() => undefined)
    else await this.#lastWrite?.catch(() => undefined)
  }

  #writeIfAny(): void {
    // Whoever flushes hears of a failure.
    if (this.#queue.length > 0) this.#write().catch(() => undefined)
  }

  #write(): Promise<void> {
    const losses = this.#losses
    const repairs = this.#isIncomplete
    const updates = repairs ? [Y.encodeStateAsUpdate(this.#doc)] : this.#queue
    this.#queue = []
    const write = this.#disk.put(updates).then(
      () => {
        if (repairs) this.#repairedLosses = Math.max(losses, this.#repairedLosses)
      },
      (error: unknown) => {
        this.#losses++
        throw error
      },
    )
    this.#lastWrite = write
    return write
  }
}
