import type { IDBPDatabase } from 'idb'
import { openStores, type Stores } from './open-stores.ts'

/**
 * A database that is opened when it is needed, and again when it was closed underneath: by mobile Safari in the
 * background, by another tab that upgrades or deletes it, by a user who clears the site's data.
 */
export class LastingDatabase {
  readonly #name: string
  readonly #stores: Stores
  readonly #onLost: () => void
  #opening: Promise<IDBPDatabase> | undefined
  #closed = false

  /** @param onLost hears that a connection is gone; what was written through it may be, too */
  constructor(name: string, stores: Stores, onLost: () => void = () => undefined) {
    this.#name = name
    this.#stores = stores
    this.#onLost = onLost
  }

  /** @param work may be run twice: when the first connection turns out to be closed, before anything was asked of it */
  async use<T>(work: (db: IDBPDatabase) => T | Promise<T>): Promise<T> {
    const first = this.#open()
    try {
      return await work(await first)
    } catch (error) {
      if (!isClosed(error)) throw error
      this.#forget(first)
      return work(await this.#open())
    }
  }

  async close(): Promise<void> {
    this.#closed = true
    const opening = this.#opening
    this.#opening = undefined
    await opening?.then(
      (db) => db.close(),
      () => undefined,
    )
  }

  #open(): Promise<IDBPDatabase> {
    if (this.#closed) return Promise.reject(new DOMException('The database is closed', 'AbortError'))
    if (this.#opening !== undefined) return this.#opening
    const opening = openStores(this.#name, this.#stores, () => this.#forget(opening))
    this.#opening = opening
    // The next one tries again.
    opening.catch(() => this.#forget(opening))
    return opening
  }

  #forget(opening: Promise<IDBPDatabase>): void {
    if (this.#opening !== opening) return
    this.#opening = undefined
    this.#onLost()
  }
}

/** Is this what IndexedDB says of a connection that is closed? */
export function isClosed(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'InvalidStateError'
}
