import { notifyAll } from './notify-all.ts'
import type { Receipt } from './receipt.ts'
import type { RejectedEvent, RejectionResolution } from './rejected-event.ts'

/** Everything that the server rejected and nobody has resolved, of all documents of this device, open or not. */
export interface StoreRejections {
  /**
   * The newest first; the same array until something changes. The documents that have any are open while somebody
   * subscribes; without a subscriber it is empty.
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

/** A document that is held open for its rejected events. */
export interface HeldDocument {
  /** The same objects until something changes. */
  rejections(): readonly RejectedEvent[]
  close(): void
}

/** Holds the documents with rejected events open while somebody wants to know. */
export class Rejections {
  readonly #open: () => readonly HeldDocument[]
  readonly #listeners = new Set<() => void>()
  #held: readonly HeldDocument[] = []
  #entries: readonly RejectedEvent[] = []

  /** @param open opens the documents that have rejected events, as the catalogue says */
  constructor(open: () => readonly HeldDocument[]) {
    this.#open = open
  }

  entries(): readonly RejectedEvent[] {
    const entries: RejectedEvent[] = []
    for (const document of this.#held) entries.push(...document.rejections())
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
      this.#hold()
    }
  }

  /** Something has changed in the catalogue or in an open document. */
  changed(): void {
    this.#hold()
    const before = this.#entries
    if (this.entries() !== before) notifyAll(this.#listeners)
  }

  /** Opens before it closes, so that what is still wanted stays open. */
  #hold(): void {
    const before = this.#held
    this.#held = this.#listeners.size === 0 ? [] : this.#open()
    for (const document of before) document.close()
  }
}
