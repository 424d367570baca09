import type { CatalogueRow, DeviceFacts, StoredCatalogue } from '../storage/storage.ts'

/** Writes the catalogue's changes to disk: all of a tick together, one write at a time. */
export class CatalogueWriter {
  readonly #stored: StoredCatalogue
  readonly #onOutcome: (error: unknown) => void
  readonly #dirty = new Map<string, CatalogueRow>()
  #facts: DeviceFacts = { cursor: 0 }
  #scheduled = false
  #failed = false
  #last: Promise<void> = Promise.resolve()

  /** @param onOutcome hears of every failed write, and with `undefined` of the first one after it that succeeded */
  constructor(stored: StoredCatalogue, onOutcome: (error: unknown) => void) {
    this.#stored = stored
    this.#onOutcome = onOutcome
  }

  write(row: CatalogueRow | undefined, facts: DeviceFacts): void {
    if (row !== undefined) this.#dirty.set(`${row.entity}/${row.id}`, row)
    this.#facts = facts
    this.#schedule()
  }

  /** Resolves when everything so far is on disk. What a failed write left is written again. */
  flush(): Promise<void> {
    if (this.#failed) this.#schedule()
    return this.#last
  }

  #schedule(): void {
    if (this.#scheduled) return
    this.#scheduled = true
    const before = this.#last.catch(() => undefined)
    this.#last = before.then(() => this.#writeAll())
    // Whoever flushes hears of a failure; so does `onOutcome`.
    this.#last.catch(() => undefined)
  }

  async #writeAll(): Promise<void> {
    this.#scheduled = false
    const failedBefore = this.#failed
    this.#failed = false
    const rows = [...this.#dirty]
    this.#dirty.clear()
    try {
      await this.#stored.write(
        rows.map(([, row]) => row),
        this.#facts,
      )
      if (failedBefore) this.#onOutcome(undefined)
    } catch (error) {
      this.#failed = true
      // They go with the next write, unless they have changed since.
      for (const [key, row] of rows) if (!this.#dirty.has(key)) this.#dirty.set(key, row)
      this.#onOutcome(error)
      throw error
    }
  }
}
