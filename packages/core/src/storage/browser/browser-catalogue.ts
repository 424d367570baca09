import { unwrap } from 'idb'
import type { CatalogueRow, DeviceFacts, StoredCatalogue } from '../storage.ts'
import { CHANGES, FACTS, joinRows, keysOf, PAGES, pagesOf } from './catalogue-stores.ts'
import { failAs } from './fail-as.ts'
import type { LastingDatabase } from './lasting-database.ts'

/** So many changed rows are worth writing the pages anew. */
const MANY_CHANGES = 500
const FOLD_AFTER_MS = 1000

/** Where a catalogue is: a database with the catalogue's stores. */
export interface CatalogueDisk {
  readonly database: LastingDatabase
  /** Resolves when what is written is flushed to disk. */
  write(write: (transaction: IDBTransaction) => void): Promise<void>
  close(): Promise<void>
}

/** The catalogue of one tenant in IndexedDB. */
export class BrowserCatalogue implements StoredCatalogue {
  readonly #tenant: string
  readonly #disk: CatalogueDisk
  #changes = 0
  #timer: ReturnType<typeof setTimeout> | undefined
  #folding: Promise<void> = Promise.resolve()
  #factsOnDisk: DeviceFacts | undefined
  /** Rows may be gone: the next session must ask the server for all. */
  #isIncomplete = false
  #closed = false

  constructor(tenant: string, disk: CatalogueDisk) {
    this.#tenant = tenant
    this.#disk = disk
  }

  read(): ReturnType<StoredCatalogue['read']> {
    return failAs('The catalogue could not be read from this device', () =>
      this.#disk.database.use(async (db) => {
        const transaction = db.transaction([CHANGES, PAGES, FACTS])
        const keys = keysOf(this.#tenant)
        const [pages, changes, facts] = await Promise.all([
          transaction.objectStore(PAGES).getAll(keys) as Promise<string[]>,
          transaction.objectStore(CHANGES).getAll(keys) as Promise<CatalogueRow[]>,
          transaction.objectStore(FACTS).get(this.#tenant) as Promise<DeviceFacts | undefined>,
        ])
        this.#countChanges(changes.length)
        return { rows: joinRows(pages, changes), facts: facts ?? { cursor: 0 } }
      }),
    )
  }

  write(rows: readonly CatalogueRow[], facts: DeviceFacts): Promise<void> {
    return failAs('The catalogue could not be written to this device', async () => {
      const isNew = facts !== this.#factsOnDisk
      await this.#disk.write((transaction) => {
        const changes = transaction.objectStore(CHANGES)
        for (const row of rows) changes.put(row, [this.#tenant, row.entity, row.id])
        const kept = this.#isIncomplete ? { ...facts, cursor: 0 } : facts
        if (isNew) transaction.objectStore(FACTS).put(kept, this.#tenant)
      })
      this.#factsOnDisk = facts
      this.#countChanges(rows.length)
    })
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    clearTimeout(this.#timer)
    if (this.#changes >= MANY_CHANGES) this.#fold()
    await this.#folding
    await this.#disk.close()
  }

  /** The database is another one than that into which it was written. */
  distrust(): void {
    this.#factsOnDisk = undefined
    this.#isIncomplete = true
  }

  #countChanges(more: number): void {
    this.#changes += more
    if (this.#changes < MANY_CHANGES || this.#closed) return
    this.#timer ??= setTimeout(() => this.#fold(), FOLD_AFTER_MS)
  }

  #fold(): void {
    this.#timer = undefined
    this.#changes = 0
    // What fails is tried again when there are many more, and at the next start.
    this.#folding = this.#disk.database.use((db) => foldChanges(unwrap(db), this.#tenant)).catch(() => undefined)
  }
}

/** Writes the pages anew, in one transaction: other tabs write before or after it. */
function foldChanges(db: IDBDatabase, tenant: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const transaction = db.transaction([CHANGES, PAGES], 'readwrite', { durability: 'strict' })
    transaction.oncomplete = (): void => resolve()
    transaction.onabort = (): void => reject(transaction.error)
    const [pages, changes] = [transaction.objectStore(PAGES), transaction.objectStore(CHANGES)]
    const keys = keysOf(tenant)
    const oldPages = pages.getAll(keys)
    const changed = changes.getAll(keys)
    // Requests succeed in their order.
    changed.onsuccess = (): void => {
      const rows = joinRows(oldPages.result as string[], changed.result as CatalogueRow[])
      pages.delete(keys)
      changes.delete(keys)
      for (const [number, page] of pagesOf(rows).entries()) pages.put(page, [tenant, number])
    }
  })
}
