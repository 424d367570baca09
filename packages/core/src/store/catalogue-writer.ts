import type { CatalogueRow, DeviceFacts, StoredCatalogue } from '../storage/storage.ts'

/** Writes the catalogue's changes to disk: all of a tick together, one write at a time. */
export class CatalogueWriter {
  readonly #stored: StoredCatalogue
  readonly #onFailure: (error: unknown) => void
  readonly #dirty = new Map<string, CatalogueRow>()
  #facts: DeviceFacts = { cursor: 0 }
  #scheduled = false
  #last: Promise<void> = Promise.resolve()

  constructor(stored: StoredCatalogue, onFailure: (error: unknown) => void) {
    this.#stored = stored
    this.#onFailure = onFailure
  }

  write(row: CatalogueRow | undefined, facts: DeviceFacts): void {
    if (row !== undefined) this.#dirty.set(`${row.entity}/${row.id}`, row)
    this.#facts = facts
    if (this.#scheduled) return
    this.#scheduled = true
    const before = this.#last.catch(() => undefined)
    this.#last = before.then(() => this.#writeAll())
    // Whoever flushes hears of a failure; so does `onFailure`.
    this.#last.catch(() => undefined)
  }

  /** Resolves when everything so far is on disk. */
  flush(): Promise<void> {
    return this.#last
  }

  async #writeAll(): Promise<void> {
    this.#scheduled = false
    const rows = [...this.#dirty]
    this.#dirty.clear()
    try {
      await this.#stored.write(
        rows.map(([, row]) => row),
        this.#facts,
      )
    } catch (error) {
      // They go with the next write, unless they have changed since.
      for (const [key, row] of rows) if (!this.#dirty.has(key)) this.#dirty.set(key, row)
      this.#onFailure(error)
      throw error
    }
  }
}
