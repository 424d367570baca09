import type { Entity } from '../entity/entity.ts'
import { documentName } from '../event/document-name.ts'
import type { CatalogueRow, Storage } from '../storage/storage.ts'
import type { Catalogue } from './catalogue.ts'
import type { CheckpointRequests } from './checkpoint-requests.ts'
import { storageName } from './document-copies.ts'
import type { Quarantine } from './quarantine.ts'
import { shortenDocument } from './shorten-document.ts'
import { whenIdle } from './when-idle.ts'

export interface ShorteningsOptions {
  readonly tenant: string
  readonly storage: Storage
  readonly entities: ReadonlyMap<string, Entity>
  readonly catalogue: Catalogue
  readonly quarantine: Quarantine
  readonly checkpoints: CheckpointRequests
  isOpen(row: CatalogueRow): boolean
  isBusy(): boolean
}

/** Makes long documents short that this device holds whole: the server has a checkpoint of them. */
export class Shortenings {
  readonly #options: ShorteningsOptions
  /** For which checkpoint a document has been looked at. */
  readonly #seen = new Map<string, number>()
  #running: Promise<void> | undefined
  #isClosed = false

  constructor(options: ShorteningsOptions) {
    this.#options = options
  }

  /** Resolves when all have been looked at, or somebody records. Does nothing without a connection. */
  run(): Promise<void> {
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined
    })
    return this.#running
  }

  async close(): Promise<void> {
    this.#isClosed = true
    await this.#running?.catch(() => undefined)
  }

  async #run(): Promise<void> {
    const { storage, tenant, entities, catalogue, checkpoints, isBusy } = this.#options
    const onDisk = new Set(await storage.documents(tenant))
    for (const definition of entities.values()) {
      for (const row of [...catalogue.rows(definition.name)]) {
        const name = this.#storedAs(row)
        if (!onDisk.has(name) || !this.#isCandidate(row, name)) continue
        await whenIdle()
        if (this.#isClosed || !checkpoints.isOnline || isBusy()) return
        const checkpoint = await checkpoints.request(documentName({ tenant, entity: row.entity, id: row.id }))
        if (checkpoint === undefined || this.#isClosed || !this.#isCandidate(row, name)) continue
        // One that cannot be read or written now stays as it is.
        await shortenDocument({ storage, definition, name, checkpoint }).catch(() => undefined)
        this.#seen.set(name, checkpoint.events)
      }
    }
  }

  #isCandidate({ entity, id }: CatalogueRow, name: string): boolean {
    const { catalogue, quarantine, isOpen } = this.#options
    const row = catalogue.row(entity, id)
    if (row?.checkpoint === undefined || row.uncommitted > 0 || isOpen(row)) return false
    return (this.#seen.get(name) ?? 0) < row.checkpoint && (quarantine.row(entity, id)?.events.length ?? 0) === 0
  }

  #storedAs({ entity, id }: CatalogueRow): string {
    const { tenant, quarantine } = this.#options
    return storageName(documentName({ tenant, entity, id }), quarantine.row(entity, id)?.generation ?? 0)
  }
}
