import type { Entity } from '../entity/entity.ts'
import { type DocumentAddress, documentName } from '../event/document-name.ts'
import type { DocketError } from '../event/errors.ts'
import type { EventRecord } from '../event/event-record.ts'
import { type DocumentContext, OpenDocument } from './open-document.ts'

interface Held {
  readonly document: OpenDocument
  readonly name: string
  holders: number
  timer: ReturnType<typeof setTimeout> | undefined
}

/** A document that nobody holds stays open this long: a screen that comes back finds it there. */
const LINGER_MS = 10_000

export interface OpenDocumentsOptions extends Omit<DocumentContext, 'onChange' | 'onRelease'> {
  /** Once a tick in which something changed. */
  onChange(): void
}

/** The open documents of a store, each held by any number of holders. */
export class OpenDocuments {
  readonly #options: OpenDocumentsOptions
  readonly #byName = new Map<string, Held>()
  readonly #byDocument = new Map<OpenDocument, Held>()
  readonly #changed = new Set<OpenDocument>()
  #closed = false

  constructor(options: OpenDocumentsOptions) {
    this.#options = options
  }

  /** Events that are not yet flushed to this device's disk. */
  get unsaved(): number {
    let unsaved = 0
    for (const { document } of this.#byName.values()) unsaved += document.status.unsaved
    return unsaved
  }

  /** What was recorded in documents that are still being loaded. */
  get unlisted(): readonly EventRecord[] {
    return [...this.#byName.values()].flatMap(({ document }) => document.unlisted)
  }

  /** Why something is not on this device's disk yet. */
  get storageError(): DocketError | undefined {
    for (const { document } of this.#byName.values()) {
      if (document.storageError !== undefined) return document.storageError
    }
    return undefined
  }

  /** @throws DocumentNameError */
  open(definition: Entity, address: DocumentAddress): OpenDocument {
    const name = documentName(address)
    const held = this.#byName.get(name) ?? this.#create(definition, address, name)
    held.holders++
    clearTimeout(held.timer)
    return held.document
  }

  peek(name: string): OpenDocument | undefined {
    return this.#byName.get(name)?.document
  }

  ledgerChanged(): void {
    for (const { document } of this.#byName.values()) document.ledgerChanged()
  }

  async close(): Promise<void> {
    this.#closed = true
    for (const document of this.#changed) document.settle()
    const all = [...this.#byName.values()]
    for (const held of all) clearTimeout(held.timer)
    await Promise.all(all.map(({ document }) => document.dispose()))
    this.#byName.clear()
    this.#byDocument.clear()
  }

  /** Lets go without lingering. Resolves when the document is out of memory, unless somebody still needs it. */
  async letGo(document: OpenDocument): Promise<void> {
    const held = this.#byDocument.get(document)
    if (held === undefined || this.#closed) return
    this.#release(document)
    if (held.holders > 0 || !document.isSettled) return
    clearTimeout(held.timer)
    await this.#dispose(held)
  }

  #create(definition: Entity, address: DocumentAddress, name: string): Held {
    const document = new OpenDocument(definition, address, name, {
      ...this.#options,
      onChange: (changed) => this.#onChange(changed),
      onRelease: (released) => this.#release(released),
    })
    const held: Held = { document, name, holders: 0, timer: undefined }
    this.#byName.set(name, held)
    this.#byDocument.set(document, held)
    return held
  }

  #release(document: OpenDocument): void {
    const held = this.#byDocument.get(document)
    if (held === undefined || held.holders === 0) return
    held.holders--
    if (held.holders === 0) this.#disposeLater(held)
  }

  #disposeLater(held: Held): void {
    clearTimeout(held.timer)
    held.timer = setTimeout(() => {
      if (held.holders > 0 || this.#closed) return
      if (!held.document.isSettled) return this.#disposeLater(held)
      void this.#dispose(held)
    }, LINGER_MS)
  }

  #dispose(held: Held): Promise<void> {
    this.#byName.delete(held.name)
    this.#byDocument.delete(held.document)
    return held.document.dispose()
  }

  #onChange(document: OpenDocument): void {
    if (this.#closed) return
    if (this.#changed.size === 0) queueMicrotask(() => this.#tick())
    this.#changed.add(document)
  }

  #tick(): void {
    const changed = [...this.#changed]
    this.#changed.clear()
    if (this.#closed) return
    for (const document of changed) document.settle()
    this.#options.onChange()
  }
}
