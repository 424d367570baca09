import type { CatalogueRow } from '../storage/storage.ts'

/** The rows of which something waits: few, so that what is asked of them costs no look at all documents. */
export class WaitingRows {
  readonly #uncommitted = new Set<CatalogueRow>()
  readonly #rejected = new Set<CatalogueRow>()
  /** Events of all documents that are not yet known to be in Postgres. */
  uncommitted = 0
  /** Rejected events of all documents that nobody has resolved. */
  rejected = 0

  get withUncommitted(): Iterable<CatalogueRow> {
    return this.#uncommitted
  }

  get withRejected(): Iterable<CatalogueRow> {
    return this.#rejected
  }

  /** When the oldest uncommitted event was recorded: what the device's clock said, ms since the epoch. */
  get oldestUncommittedAt(): number | undefined {
    let oldest: number | undefined
    for (const { oldestUncommittedAt: at } of this.#uncommitted)
      if (at !== undefined && (oldest === undefined || at < oldest)) oldest = at
    return oldest
  }

  replace(before: CatalogueRow | undefined, row: CatalogueRow): void {
    this.uncommitted += row.uncommitted - (before?.uncommitted ?? 0)
    this.rejected += row.rejected - (before?.rejected ?? 0)
    if (before !== undefined) {
      this.#uncommitted.delete(before)
      this.#rejected.delete(before)
    }
    if (row.rejected > 0) this.#rejected.add(row)
    if (row.uncommitted > 0) this.#uncommitted.add(row)
  }
}
