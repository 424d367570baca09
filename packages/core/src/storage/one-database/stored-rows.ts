import * as Y from 'yjs'
import type { Checkpoint } from '../../document/checkpoint.ts'
import type { ClockPairs } from '../../document/clocks.ts'
import { failAs } from '../browser/fail-as.ts'
import type { LastingDatabase } from '../browser/lasting-database.ts'
import { UpdateQueue } from '../browser/update-queue.ts'
import type { StoredDocument } from '../storage.ts'
import { compact } from './compact.ts'
import type { GroupWriter } from './group-writer.ts'
import { COMMITTED, checkpointKey, type RowKey, rowsOf, UPDATES } from './stores.ts'

/** So many rows a document are worth joining into one. */
const MANY_ROWS = 200
const COMPACT_AFTER_MS = 1000

/** What the documents of one storage share. */
export interface OneDatabase {
  readonly database: LastingDatabase
  readonly group: GroupWriter
  /** Tells the rows of this page from those of other tabs. */
  readonly writer: string
}

/** A document whose updates are rows of the one database. */
export class StoredRows implements StoredDocument {
  readonly loaded: Promise<void>
  readonly #name: string
  readonly #doc: Y.Doc
  readonly #shared: OneDatabase
  readonly #queue: UpdateQueue
  readonly #keep: (update: Uint8Array, origin: unknown) => void
  readonly #onClose: () => void
  #committed: ClockPairs = []
  #checkpoint: Checkpoint | undefined
  #nextNumber = 1
  #rows = 0
  #compactTimer: ReturnType<typeof setTimeout> | undefined
  #closed = false

  constructor(name: string, doc: Y.Doc, shared: OneDatabase, onClose: () => void) {
    this.#name = name
    this.#doc = doc
    this.#shared = shared
    this.#onClose = onClose
    this.#queue = new UpdateQueue(doc, { read: () => this.#read(), put: (updates) => this.#put(updates) })
    this.#keep = (update, origin) => {
      if (origin !== this) this.#queue.add(update)
    }
    if (doc.store.clients.size > 0) this.#queue.add(Y.encodeStateAsUpdate(doc))
    doc.on('update', this.#keep)
    this.loaded = this.#whenRead()
  }

  owns(origin: unknown): boolean {
    return origin === this
  }

  flush(): Promise<void> {
    return failAs(`"${this.#name}" could not be written to this device`, () => this.#queue.flush())
  }

  async readCommitted(): Promise<ClockPairs> {
    await this.#whenRead()
    return this.#committed
  }

  writeCommitted(committed: ClockPairs): Promise<void> {
    return failAs(`"${this.#name}" could not be written to this device`, async () => {
      await this.#shared.group.write((transaction) => {
        transaction.objectStore(COMMITTED).put(committed, this.#name)
      })
      this.#committed = committed
    })
  }

  async readCheckpoint(): Promise<Checkpoint | undefined> {
    await this.#whenRead()
    return this.#checkpoint
  }

  writeCheckpoint(checkpoint: Checkpoint): Promise<void> {
    return failAs(`"${this.#name}" could not be written to this device`, async () => {
      await this.#shared.group.write((transaction) => {
        transaction.objectStore(COMMITTED).put(checkpoint, checkpointKey(this.#name))
      })
      this.#checkpoint = checkpoint
    })
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    this.#doc.off('update', this.#keep)
    clearTimeout(this.#compactTimer)
    await this.#queue.close()
    this.#onClose()
  }

  /** The database is another one than that into which it was written. */
  distrust(): void {
    this.#queue.distrust()
  }

  #whenRead(): Promise<void> {
    return failAs(`"${this.#name}" could not be read from this device`, () => this.#queue.read())
  }

  #read(): Promise<void> {
    return this.#shared.database.use(async (db) => {
      const transaction = db.transaction([UPDATES, COMMITTED])
      const store = transaction.objectStore(UPDATES)
      const range = rowsOf(this.#name)
      const [updates, last, committed, checkpoint] = await Promise.all([
        store.getAll(range) as Promise<Uint8Array[]>,
        store.openKeyCursor(range, 'prev'),
        transaction.objectStore(COMMITTED).get(this.#name) as Promise<ClockPairs | undefined>,
        transaction.objectStore(COMMITTED).get(checkpointKey(this.#name)) as Promise<Checkpoint | undefined>,
      ])
      if (this.#closed) throw new DOMException('The document was closed', 'AbortError')
      this.#doc.transact(() => {
        for (const update of updates) Y.applyUpdate(this.#doc, update)
      }, this)
      if (last !== null) this.#nextNumber = (last.key as RowKey)[1] + 1
      this.#committed = committed ?? []
      this.#checkpoint = checkpoint
      this.#countRows(updates.length)
    })
  }

  #put(updates: readonly Uint8Array[]): Promise<void> {
    const rows = updates.map((update) => ({ update, key: this.#nextKey() }))
    this.#countRows(rows.length)
    return this.#shared.group.write((transaction) => {
      const store = transaction.objectStore(UPDATES)
      for (const { update, key } of rows) store.put(update, key)
    })
  }

  #nextKey(): RowKey {
    return [this.#name, this.#nextNumber++, this.#shared.writer]
  }

  #countRows(more: number): void {
    this.#rows += more
    if (this.#rows < MANY_ROWS || this.#closed) return
    this.#compactTimer ??= setTimeout(() => {
      this.#compactTimer = undefined
      this.#rows = 1
      // It is tried again when there are many more.
      compact(this.#shared.database, this.#name).catch(() => undefined)
    }, COMPACT_AFTER_MS)
  }
}
