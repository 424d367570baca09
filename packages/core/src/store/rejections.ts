import type { CatalogueRow } from '../storage/storage.ts'
import { notifyAll } from './notify-all.ts'
import type { OpenDocument } from './open-document.ts'
import type { Receipt } from './receipt.ts'
import type { RejectedEvent, RejectionResolution } from './rejected-event.ts'

/** Everything that the server rejected and nobody has resolved, of all documents of this device, open or not. */
export interface StoreRejections {
  /**
   * The newest first; the same array until something changes. While somebody subscribes, the documents that have any are
   * open; without a subscriber, it is those of the documents that happen to be open.
   */
  entries(): readonly RejectedEvent[]
  subscribe(listener: () => void): () => void
  /**
   * Settles a rejected event, on the record: what takes its place and the resolution are recorded in one synchronous
   * step, or neither. Gives the receipt of the event that takes its place, or of the dismissal.
   *
   * @throws NotRejectedError, EventUnknownError, PayloadInvalidError, GuardRefusedError, DocumentFullError,
   * StoreClosedError, EntityUnknownError, DocumentNameError
   */
  resolve(
    rejected: { readonly entity: string; readonly id: string; readonly event: Pick<RejectedEvent['event'], 'id'> },
    resolution: RejectionResolution,
  ): Promise<Receipt>
}

export interface RejectionsOptions {
  /** The documents that have rejected events, as the catalogue says. */
  rows(): Iterable<CatalogueRow>
  /** The document if it is open. */
  peek(row: CatalogueRow): OpenDocument | undefined
  /** Undefined where the application has no such entity. */
  open(row: CatalogueRow): OpenDocument | undefined
}

/** Holds the documents with rejected events open while somebody wants to know. */
export class Rejections {
  readonly #options: RejectionsOptions
  readonly #listeners = new Set<() => void>()
  readonly #held = new Map<string, OpenDocument>()
  #entries: readonly RejectedEvent[] = []

  constructor(options: RejectionsOptions) {
    this.#options = options
  }

  entries(): readonly RejectedEvent[] {
    const entries: RejectedEvent[] = []
    for (const row of this.#options.rows()) entries.push(...(this.#options.peek(row)?.rejections() ?? []))
    entries.sort((a, b) => (a.event.id < b.event.id ? 1 : -1))
    const same = entries.length === this.#entries.length && entries.every((one, index) => one === this.#entries[index])
    if (!same) this.#entries = entries
    return this.#entries
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener)
    this.#hold()
    return () => {
      this.#listeners.delete(listener)
      if (this.#listeners.size === 0) this.release()
    }
  }

  /** Something has changed in the catalogue or in an open document. */
  changed(): void {
    if (this.#listeners.size > 0) this.#hold()
    const before = this.#entries
    if (this.entries() !== before) notifyAll(this.#listeners)
  }

  release(): void {
    for (const document of this.#held.values()) document.close()
    this.#held.clear()
  }

  #hold(): void {
    const wanted = new Map([...this.#options.rows()].map((row) => [`${row.entity}/${row.id}`, row]))
    for (const [key, row] of wanted) {
      const document = this.#held.has(key) ? undefined : this.#options.open(row)
      if (document !== undefined) this.#held.set(key, document)
    }
    for (const [key, document] of this.#held) {
      if (wanted.has(key)) continue
      this.#held.delete(key)
      document.close()
    }
  }
}
