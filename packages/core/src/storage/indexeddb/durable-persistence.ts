import { openDB } from 'lib0/indexeddb'
import { IndexeddbPersistence, PREFERRED_TRIM_SIZE, storeState } from 'y-indexeddb'
import * as Y from 'yjs'

const TRIM_AFTER_MS = 1000

/**
 * y-indexeddb that writes all updates of a tick in one transaction, commits it at once, and tells when it is on disk.
 * (As it is, it opens a transaction an update, and of those only the first have completed when the page is left.)
 */
export class DurablePersistence extends IndexeddbPersistence {
  /** Resolves when what was on disk is in the document; `whenSynced` stays silent when that fails. */
  readonly loaded: Promise<void>
  #queue: Uint8Array[] = []
  #lastWrite: Promise<void> | undefined
  /** After a failed write later updates would leave a gap on disk; so the next write holds the whole document. */
  #incomplete = false
  #trimTimer: ReturnType<typeof setTimeout> | undefined
  #trimming: Promise<void> = Promise.resolve()

  constructor(name: string, doc: Y.Doc) {
    super(name, doc)
    doc.off('update', this._storeUpdate)
    this._storeUpdate = (update: Uint8Array, origin: unknown): void => this.#enqueue(update, origin)
    doc.on('update', this._storeUpdate)
    this.loaded = this.#untilRead()
  }

  /** Resolves when everything so far is on disk; rejects with what IndexedDB said. */
  async flush(): Promise<void> {
    await this.loaded
    if (this.db === null) await this.#reopen()
    await (this.#queue.length > 0 || this.#incomplete || this.#lastWrite === undefined
      ? this.#write()
      : this.#lastWrite)
    // The last write succeeded, but not all of those before it.
    if (this.#incomplete) await this.#write()
  }

  override async destroy(): Promise<void> {
    clearTimeout(this.#trimTimer)
    // What y-indexeddb reads while it is destroyed it does not apply, but deletes all the same.
    await this.#trimming
    if (this.synced && this.#queue.length > 0) await this.#write().catch(() => undefined)
    // It rejects when the database had not opened: then there is nothing to close.
    await super.destroy().catch(() => undefined)
  }

  /** y-indexeddb reads in its first transaction. One behind it waits until that has succeeded or failed. */
  async #untilRead(): Promise<void> {
    const db = await this._db
    await new Promise((resolve, reject) => {
      const transaction = db.transaction('updates')
      transaction.oncomplete = resolve
      transaction.onabort = (): void => reject(transaction.error)
      transaction.objectStore('updates').count()
    })
    if (!this.synced) throw new DOMException('The document could not be read from its updates', 'DataError')
  }

  #enqueue(update: Uint8Array, origin: unknown): void {
    if (origin === this) return
    this.#queue.push(update)
    queueMicrotask(() => {
      // Before it has opened, nothing is written: y-indexeddb stores the whole document when it opens.
      if (this.synced && this.#queue.length > 0) this.#write().catch(() => undefined)
    })
  }

  #write(): Promise<void> {
    const whole = this.#incomplete
    const updates = whole ? [Y.encodeStateAsUpdate(this.doc)] : this.#queue
    this.#queue = []
    const write = this.#put(updates).then(
      () => {
        // Another write may have failed since; only the whole document makes up for it.
        if (whole) this.#incomplete = false
      },
      (error: unknown) => {
        this.#incomplete = true
        if (error instanceof DOMException && error.name === 'InvalidStateError') this.db = null
        throw error
      },
    )
    this.#lastWrite = write
    return write
  }

  #put(updates: readonly Uint8Array[]): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.db === null) throw new DOMException('The database is closed', 'InvalidStateError')
      const transaction = this.db.transaction('updates', 'readwrite', { durability: 'strict' })
      transaction.oncomplete = (): void => resolve()
      transaction.onabort = (): void =>
        reject(transaction.error ?? new DOMException('The write was aborted', 'AbortError'))
      const store = transaction.objectStore('updates')
      for (const update of updates) store.add(update)
      transaction.commit()
      this._dbsize += updates.length
      if (this._dbsize >= PREFERRED_TRIM_SIZE) this.#trimSoon()
    })
  }

  /** Browsers close databases underneath a page: mobile Safari in the background, others when their data are deleted. */
  async #reopen(): Promise<void> {
    if (this._destroyed) throw new DOMException('The database is closed', 'InvalidStateError')
    this._db = openDB(this.name, createStores)
    this.db = await this._db
  }

  #trimSoon(): void {
    this.#trimTimer ??= setTimeout(() => {
      this.#trimTimer = undefined
      this.#trimming = this.#trim().catch(() => undefined)
    }, TRIM_AFTER_MS)
  }

  async #trim(): Promise<void> {
    await storeState(this, false)
  }
}

/** Those of y-indexeddb. */
function createStores(db: IDBDatabase): void {
  db.createObjectStore('updates', { autoIncrement: true })
  db.createObjectStore('custom')
}
