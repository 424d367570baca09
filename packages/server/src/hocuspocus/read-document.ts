import { type DocumentAddress, eventsOf, verdictsOf } from '@docket/core'
import * as Y from 'yjs'
import { inSpan } from '../in-span.ts'
import { type DocumentPart, documentPages, updatesOf } from '../ledger/load-document.ts'
import type { Queryable } from '../ledger/queryable.ts'
import { wrongBecause } from './check-document.ts'
import { DocumentCorruptError } from './document-corrupt-error.ts'

/** A document as Postgres has it. */
export interface ReadDocument {
  readonly doc: Y.Doc
  /** The last update that is in it; 0 when there is none. */
  readonly no: number
  readonly events: number
  /** How many updates came after the snapshot, and in how many rows. */
  readonly tail: number
  readonly rows: number
  /** The number of the snapshot that it was made from; 0 when from updates alone. */
  readonly from: number
  /** The number of the snapshot that Postgres has, damaged or not; 0 when there is none. */
  readonly snapshot: number
  /** Why the snapshot could not be used. */
  readonly damage: DocumentCorruptError | undefined
}

/** How documents come out of Postgres. */
export interface DocumentReader {
  /** Fills an empty document. @throws DocumentCorruptError */
  read(address: DocumentAddress, doc: Y.Doc): Promise<ReadDocument>
  /** What has been committed after the update `no`, in the order in which it is applied, and the last number now. */
  readAfter(
    address: DocumentAddress,
    no: number,
  ): Promise<{ readonly no: number; readonly updates: readonly Uint8Array[] }>
}

export function documentReader(db: Queryable): DocumentReader {
  return {
    read: (address, doc) =>
      inSpan(
        'docket.load_document',
        () => ({ 'docket.entity': address.entity }),
        async (span) => {
          const read = await readDocument(db, address, doc)
          span.setAttribute('docket.updates', read.tail)
          return read
        },
      ),
    async readAfter(address, no) {
      const updates: Uint8Array[] = []
      let last = no
      for await (const { parts } of documentPages(db, address, { after: no })) {
        for (const part of parts) updates.push(...updatesOf(part))
        last = parts.at(-1)?.no ?? last
      }
      return { no: last, updates }
    },
  }
}

/**
 * Reads a document into an empty Y.Doc and makes sure that it has exactly the events that the ledger has of it. Where a
 * snapshot is damaged and all updates are still there, these do.
 *
 * @throws DocumentCorruptError, and then the Y.Doc is of no use
 */
export async function readDocument(
  db: Queryable,
  address: DocumentAddress,
  doc: Y.Doc = new Y.Doc(),
): Promise<ReadDocument> {
  try {
    const read = await new Reading(db, address, doc).read()
    return { ...read, snapshot: read.from, damage: undefined }
  } catch (damage) {
    const isUntouched = doc.store.clients.size === 0
    if (!(damage instanceof DocumentCorruptError) || damage.row?.table !== 'snapshots' || !isUntouched) throw damage
    const read = await new Reading(db, address, doc).read({ withoutSnapshot: true }).catch((error: unknown) => {
      throw error instanceof DocumentCorruptError ? damage : error
    })
    return { ...read, snapshot: damage.row.no, damage }
  }
}

class Reading {
  readonly #db: Queryable
  readonly #address: DocumentAddress
  readonly #doc: Y.Doc
  /** What the snapshot has: it was compared with the ledger before it was written. */
  #trusted: ReadonlySet<unknown> = new Set()
  #no = 0
  #tail = 0
  #rows = 0
  #from = 0

  constructor(db: Queryable, address: DocumentAddress, doc: Y.Doc) {
    this.#db = db
    this.#address = address
    this.#doc = doc
  }

  /** @throws DocumentCorruptError */
  async read(options?: { readonly withoutSnapshot: true }): Promise<Omit<ReadDocument, 'snapshot' | 'damage'>> {
    let events = 0
    for await (const page of documentPages(this.#db, this.#address, options)) {
      for (const part of page.parts) this.#apply(part)
      events = page.events
    }
    const wrong = await wrongBecause(this.#db, this.#address, this.#doc, this.#trusted, events)
    if (wrong !== undefined) throw new DocumentCorruptError(this.#address, wrong)
    return { doc: this.#doc, no: this.#no, events, tail: this.#tail, rows: this.#rows, from: this.#from }
  }

  #apply(part: DocumentPart): void {
    const { table, no, intact } = part
    if (!intact) throw new DocumentCorruptError(this.#address, 'it is not what was written', part)
    try {
      for (const update of updatesOf(part)) {
        Y.applyUpdate(this.#doc, update)
        this.#tail++
      }
    } catch (cause) {
      throw new DocumentCorruptError(this.#address, 'it is no Yjs update', part, cause)
    }
    // The gate lets no gap pass, so each part builds on those before it.
    const { pendingStructs, pendingDs } = this.#doc.store
    if (pendingStructs !== null || pendingDs !== null) {
      throw new DocumentCorruptError(this.#address, 'something before it is missing', part)
    }
    this.#no = no
    this.#rows++
    if (table === 'snapshots') this.#begin(no)
  }

  #begin(snapshot: number): void {
    this.#from = snapshot
    this.#tail = 0
    this.#rows = 0
    this.#trusted = new Set<unknown>([...eventsOf(this.#doc).toArray(), ...verdictsOf(this.#doc).toArray()])
  }
}
