import type { Entity } from '../entity/entity.ts'
import { documentName } from '../event/document-name.ts'
import type { CatalogueRow, Storage } from '../storage/storage.ts'
import type { Catalogue } from './catalogue.ts'
import { storageName } from './document-copies.ts'
import type { Follow, FollowStatus } from './follow.ts'
import { notifyAll } from './notify-all.ts'
import type { OpenDocument } from './open-document.ts'
import type { OpenDocuments } from './open-documents.ts'
import type { Quarantine } from './quarantine.ts'

export interface FollowsOptions {
  readonly tenant: string
  readonly storage: Storage
  readonly catalogue: Catalogue
  readonly quarantine: Quarantine
  readonly documents: OpenDocuments
}

interface Followed {
  readonly definition: Entity
  readonly where: (summary: unknown) => boolean
  readonly listeners: Set<() => void>
}

/** So many are opened at a time. */
const AT_ONCE = 4
/** A document in which much happens is brought once for all of it. */
const GATHER_MS = 300

/** Brings the documents that are followed to this device's disk, each once for what is new in it. */
export class Follows {
  readonly #options: FollowsOptions
  readonly #all = new Set<Followed>()
  /** As of which number of the tenant a document is on disk, as found out in this session; by name. */
  readonly #brought = new Map<string, number>()
  /** Not to be had as of this number, for now. */
  readonly #failed = new Map<string, number>()
  readonly #running = new Set<string>()
  readonly #waiting = new Set<() => void>()
  /** By the names that the storage has; undefined until it is read. */
  #onDisk: Set<string> | undefined
  #timer: ReturnType<typeof setTimeout> | undefined
  #isOnline = false
  #closed = false

  constructor(options: FollowsOptions) {
    this.#options = options
  }

  /** What is on disk is known: from now on documents are brought. */
  async start(): Promise<void> {
    if (this.#all.size === 0 || this.#onDisk !== undefined) return
    const { storage, tenant } = this.#options
    // What is not known to be on disk is brought again.
    this.#onDisk = new Set(await storage.documents(tenant).catch(() => []))
    this.#changed()
  }

  follow(definition: Entity, where: (summary: unknown) => boolean): Follow {
    const followed: Followed = { definition, where, listeners: new Set() }
    this.#all.add(followed)
    const { catalogue } = this.#options
    const stop = catalogue.subscribe(definition.name, () => this.#changed())
    let status: FollowStatus = { matching: 0, onDisk: 0 }
    return {
      status: () => {
        const rows = this.#rows(followed)
        const next = { matching: rows.length, onDisk: rows.filter((row) => this.#isOnDisk(row)).length }
        if (next.matching !== status.matching || next.onDisk !== status.onDisk) status = next
        return status
      },
      subscribe(listener) {
        followed.listeners.add(listener)
        return () => followed.listeners.delete(listener)
      },
      close: () => {
        stop()
        this.#all.delete(followed)
      },
    }
  }

  follows(row: CatalogueRow): boolean {
    return [...this.#all].some(({ definition, where }) => definition.name === row.entity && where(row.summary))
  }

  connected(isOnline: boolean): void {
    if (isOnline === this.#isOnline) return
    this.#isOnline = isOnline
    this.#failed.clear()
    for (const check of this.#waiting) check()
    this.#bringSoon()
  }

  /** A document is no longer on this device. */
  left(storedAs: string): void {
    this.#onDisk?.delete(storedAs)
    this.#brought.delete(storedAs)
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#timer)
    for (const check of this.#waiting) check()
  }

  #rows({ definition, where }: Followed): readonly CatalogueRow[] {
    return [...this.#options.catalogue.rows(definition.name)].filter((row) => !row.empty && where(row.summary))
  }

  #isOnDisk(row: CatalogueRow): boolean {
    // What the server does not know was recorded here.
    if (row.seq === 0) return true
    const name = this.#storedAs(row)
    if ((this.#brought.get(name) ?? 0) >= row.seq) return true
    return (row.held ?? 0) >= row.seq && this.#onDisk?.has(name) === true
  }

  #changed(): void {
    for (const { listeners } of this.#all) notifyAll(listeners)
    this.#bringSoon()
  }

  #bringSoon(): void {
    if (this.#closed || !this.#isOnline || this.#all.size === 0) return
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      this.#bringSome()
    }, GATHER_MS)
  }

  #bringSome(): void {
    if (this.#onDisk === undefined) return
    const missing = [...this.#all].flatMap((followed) =>
      this.#rows(followed)
        .filter((row) => !this.#isOnDisk(row) && this.#failed.get(this.#storedAs(row)) !== row.seq)
        .map((row) => ({ row, definition: followed.definition })),
    )
    const next = (): void => {
      while (this.#running.size < AT_ONCE && !this.#closed && this.#isOnline) {
        const one = missing.pop()
        if (one === undefined) return
        const name = this.#storedAs(one.row)
        if (this.#running.has(name) || this.#isOnDisk(one.row)) continue
        this.#running.add(name)
        void this.#bring(one.definition, one.row, name).finally(() => {
          this.#running.delete(name)
          next()
          if (this.#running.size === 0) this.#changed()
        })
      }
    }
    next()
  }

  async #bring(definition: Entity, { entity, id, seq }: CatalogueRow, name: string): Promise<void> {
    const { documents, tenant, catalogue } = this.#options
    const document = documents.open(definition, { tenant, entity, id })
    // An open one is in step, or soon will be; but only a new connection tells that it has all up to this number.
    const wasSynced = document.status.synced
    try {
      await document.loaded
      if (!(await this.#isSynced(document))) throw document.status.error
      await document.flush()
      this.#onDisk?.add(name)
      this.#brought.set(name, seq)
      if (!wasSynced) catalogue.markHeld(entity, id, seq)
    } catch {
      this.#failed.set(name, seq)
    } finally {
      await documents.letGo(document)
    }
  }

  /** Resolves when the document has what the server has, or when that cannot be had now. */
  #isSynced(document: OpenDocument): Promise<boolean> {
    return new Promise((resolve) => {
      const check = (): void => {
        const { synced, error } = document.status
        if (!synced && error === undefined && this.#isOnline && !this.#closed) return
        stop()
        this.#waiting.delete(check)
        resolve(synced)
      }
      const stop = document.subscribe(check)
      this.#waiting.add(check)
      check()
    })
  }

  #storedAs({ entity, id }: CatalogueRow): string {
    const { tenant, quarantine } = this.#options
    return storageName(documentName({ tenant, entity, id }), quarantine.row(entity, id)?.generation ?? 0)
  }
}
