import type { EventRecord } from '../event/event-record.ts'
import type { KeptEvent, QuarantineRow } from '../storage/storage.ts'
import type { Quarantine } from './quarantine.ts'

/** What is kept aside of one document; immutable, the same object until something changes. */
export interface QuarantinedDocument {
  readonly entity: string
  readonly id: string
  /** Why the server refused it last: a stable code, and a sentence for people. */
  readonly code: string
  readonly reason: string
  /** When it was refused last: what the device's clock said, ms since the epoch. */
  readonly at: number
  /** The events that the server lacks, in their order. */
  readonly events: readonly KeptEvent[]
  /** What stood among the events and is none, as text; it cannot be recorded. */
  readonly malformed: readonly string[]
}

/** What may be done with what is kept aside. */
export type QuarantineResolution =
  /** The same events, with their ids and times, are recorded in the document as it is now. */
  | { readonly action: 'recordAgain' }
  /** They are not; why is kept on this device. */
  | { readonly action: 'dismissed'; readonly reason: string }

/** What the server refused. Nothing of it is recorded again before somebody says so. */
export interface StoreQuarantine {
  /** The same array until something changes. */
  entries(): readonly QuarantinedDocument[]
  subscribe(listener: () => void): () => void
  /**
   * Settles what is kept aside of a document. Recording again resolves when the server has answered to every event: what
   * it refuses again stays, says why, and is not tried again before the store is opened anew.
   *
   * @throws StorageError, StoreClosedError, EntityUnknownError, DocumentNameError
   */
  resolve(document: { readonly entity: string; readonly id: string }, resolution: QuarantineResolution): Promise<void>
}

/** What of the quarantine is shown: not what is in its document by now. */
export class QuarantineEntries {
  readonly #quarantine: Quarantine
  readonly #isInDocument: (entity: string, id: string, event: EventRecord) => boolean
  #entries: readonly QuarantinedDocument[] = []
  readonly #rows = new Map<QuarantinedDocument, QuarantineRow>()

  constructor(quarantine: Quarantine, isInDocument: (entity: string, id: string, event: EventRecord) => boolean) {
    this.#quarantine = quarantine
    this.#isInDocument = isInDocument
  }

  /** The changes that are kept aside. */
  get changes(): number {
    return this.read().reduce((sum, { events, malformed }) => sum + events.length + malformed.length, 0)
  }

  read(): readonly QuarantinedDocument[] {
    const before = new Map([...this.#rows].map(([entry, row]) => [row, entry]))
    const entries: QuarantinedDocument[] = []
    this.#rows.clear()
    for (const row of this.#quarantine.rows) {
      const { entity, id, code, reason, at, malformed } = row
      const events = row.events.filter(({ event }) => !this.#isInDocument(entity, id, event))
      if (events.length === 0 && malformed.length === 0) continue
      const known = before.get(row)
      const isSame = known !== undefined && isSameList(known.events, events)
      const entry = isSame ? known : { entity, id, code, reason, at, events, malformed }
      entries.push(entry)
      this.#rows.set(entry, row)
    }
    if (!isSameList(entries, this.#entries)) this.#entries = entries
    return this.#entries
  }
}

function isSameList(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index])
}
