import { unwrap } from 'idb'
import { fetchUpdates, IndexeddbPersistence, PREFERRED_TRIM_SIZE, storeState } from 'y-indexeddb'
import * as Y from 'yjs'
import { isClosed } from '../browser/lasting-database.ts'
import { openStores } from '../browser/open-stores.ts'
import { UpdateQueue } from '../browser/update-queue.ts'
import { writeStrictly } from '../browser/write-strictly.ts'

const TRIM_AFTER_MS = 1000
/** Those of y-indexeddb. */
const STORES = { updates: { autoIncrement: true }, custom: {} }

/**
 * y-indexeddb that writes all updates of a tick in one transaction, commits it at once, tells when it is on disk, and
 * recovers from a database that was closed underneath or lacks its object stores.
 * (As it is, it opens a transaction an update, and of those only the first have completed when the page is left.)
 */
export class DurablePersistence extends IndexeddbPersistence {
  /** Resolves when what was on disk is in the document; `whenSynced` stays silent when that fails. */
  readonly loaded: Promise<void>
  readonly #queue: UpdateQueue
  #reopening: Promise<IDBDatabase> | undefined
  #trimTimer: ReturnType<typeof setTimeout> | undefined
  #trimming: Promise<void> = Promise.resolve()

  constructor(name: string, doc: Y.Doc) {
    super(name, doc)
    this.#queue = new UpdateQueue(doc, { read: () => this.#read(), put: (updates) => this.#put(updates) })
    doc.off('update', this._storeUpdate)
    this._storeUpdate = (update: Uint8Array, origin: unknown): void => {
      if (origin !== this) this.#queue.add(update)
    }
    doc.on('update', this._storeUpdate)
    this.loaded = this.#queue.read()
  }

  /** Resolves when everything so far is on disk; rejects with what IndexedDB said. */
  flush(): Promise<void> {
    return this.#queue.flush()
  }

  override get(...args: Parameters<IndexeddbPersistence['get']>): Promise<unknown> {
    return this.#again(() => super.get(...args))
  }

  override set(...args: Parameters<IndexeddbPersistence['set']>): ReturnType<IndexeddbPersistence['set']> {
    return this.#again(() => super.set(...args))
  }

  override async destroy(): Promise<void> {
    clearTimeout(this.#trimTimer)
    // What y-indexeddb reads while it is destroyed it does not apply, but deletes all the same.
    await this.#trimming
    await this.#queue.close()
    // It rejects when the database had not opened: then there is nothing to close.
    await super.destroy().catch(() => undefined)
  }

  /** y-indexeddb reads once, in its first transaction. Where that failed, opening mends the database. */
  async #read(): Promise<void> {
    try {
      await this.#untilRead()
    } catch {
      await this.#reopen()
      await fetchUpdates(this)
      // What came before it was read y-indexeddb would have written along with reading.
      this.#queue.distrust()
      this.synced = true
      this.emit('synced', [this])
    }
  }

  /**
   * y-indexeddb reads and writes in its first transaction. One behind it waits until that has succeeded or failed.
   * (`synced` comes earlier; but what is written while the first one is open is lost when the page is left.)
   */
  async #untilRead(): Promise<void> {
    const db = await this._db
    this.#forgetWhenClosed(db)
    await new Promise((resolve, reject) => {
      const transaction = db.transaction('updates')
      transaction.oncomplete = resolve
      transaction.onabort = (): void => reject(transaction.error)
      transaction.objectStore('updates').count()
    })
    if (!this.synced) throw new DOMException('The document could not be read from its updates', 'DataError')
  }

  async #put(updates: readonly Uint8Array[]): Promise<void> {
    try {
      if (this.db !== null) return await this.#write(this.db, updates)
    } catch (error) {
      if (!isClosed(error)) throw error
    }
    const db = await this.#reopen()
    // Whoever closed it may have deleted it.
    await this.#write(db, [Y.encodeStateAsUpdate(this.doc)])
  }

  #write(db: IDBDatabase, updates: readonly Uint8Array[]): Promise<void> {
    this._dbsize += updates.length
    if (this._dbsize >= PREFERRED_TRIM_SIZE) this.#trimSoon()
    return writeStrictly(db, ['updates'], (transaction) => {
      const store = transaction.objectStore('updates')
      for (const update of updates) store.add(update)
    })
  }

  async #again<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch {
      await this.#queue.read()
      await this.#reopen()
      return work()
    }
  }

  #reopen(): Promise<IDBDatabase> {
    this.#reopening ??= this.#openAgain().finally(() => {
      this.#reopening = undefined
    })
    return this.#reopening
  }

  async #openAgain(): Promise<IDBDatabase> {
    if (this._destroyed) throw new DOMException('The database is closed', 'AbortError')
    this.db?.close()
    const db = unwrap(await openStores(this.name, STORES, () => undefined))
    this.#forgetWhenClosed(db)
    this._db = Promise.resolve(db)
    this.db = db
    // The keys of a new database begin at 1 again.
    this._dbref = 0
    return db
  }

  #forgetWhenClosed(db: IDBDatabase): void {
    const forget = (): void => {
      if (this.db === db) this.db = null
    }
    db.addEventListener('close', forget)
    db.addEventListener('versionchange', forget)
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
