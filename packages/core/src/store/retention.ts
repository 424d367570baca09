import type { Entity } from '../entity/entity.ts'
import { documentName } from '../event/document-name.ts'
import type { CatalogueRow, Storage } from '../storage/storage.ts'
import type { Catalogue } from './catalogue.ts'
import { storageName } from './document-copies.ts'
import { leaveDevice } from './leave-device.ts'
import type { Quarantine } from './quarantine.ts'
import { whenIdle } from './when-idle.ts'

export interface RetentionOptions {
  readonly tenant: string
  readonly storage: Storage
  readonly entities: ReadonlyMap<string, Entity>
  readonly catalogue: Catalogue
  readonly quarantine: Quarantine
  /** Is it open, or followed? */
  isUsed(row: CatalogueRow): boolean
  /** Is anybody recording? */
  isBusy(): boolean
  onLeft(name: string): void
}

/** Which documents leave this device. */
export class Retention {
  readonly #options: RetentionOptions
  /** When the last event of a document happened that was found too young. It can only have become younger. */
  readonly #newestMs = new Map<string, number>()
  #last: Promise<number> = Promise.resolve(0)
  #closed = false

  constructor(options: RetentionOptions) {
    this.#options = options
  }

  /** Lets settled documents go in which nothing has happened since then; stops while anybody records. Gives how many. */
  leaveBefore(beforeMs: (entity: string) => number): Promise<number> {
    return this.#after(() => this.#leave(beforeMs, Number.POSITIVE_INFINITY, () => this.#options.isBusy()))
  }

  /** Lets the oldest settled documents go, however young, and whoever records: the disk is full. Gives how many. */
  leaveOldest(most: number): Promise<number> {
    return this.#after(() =>
      this.#leave(
        () => Number.POSITIVE_INFINITY,
        most,
        () => false,
      ),
    )
  }

  async close(): Promise<void> {
    this.#closed = true
    await this.#last.catch(() => undefined)
  }

  #after(work: () => Promise<number>): Promise<number> {
    this.#last = this.#last.catch(() => 0).then(work)
    return this.#last
  }

  async #leave(beforeOf: (entity: string) => number, most: number, mustStop: () => boolean): Promise<number> {
    const { storage, tenant, onLeft } = this.#options
    let left = 0
    for (const { row, name } of this.#candidates(new Set(await storage.documents(tenant)))) {
      const beforeMs = beforeOf(row.entity)
      if ((this.#newestMs.get(name) ?? 0) >= beforeMs) continue
      await whenIdle()
      if (this.#closed || left >= most || mustStop()) return left
      const definition = this.#leavable(row.entity, row.id)
      if (definition === undefined) continue
      // One that cannot be read or deleted now stays, and does not keep the others.
      const leaving = await leaveDevice({ storage, definition, name, beforeMs }).catch(() => undefined)
      if (leaving?.kind === 'young') this.#newestMs.set(name, leaving.newestMs)
      if (leaving?.kind !== 'left') continue
      left++
      onLeft(name)
    }
    return left
  }

  /** What may leave, as far as is known without opening it: oldest first, as the server has committed it. */
  #candidates(onDisk: ReadonlySet<string>): { readonly row: CatalogueRow; readonly name: string }[] {
    const { entities, catalogue } = this.#options
    return [...entities.keys()]
      .flatMap((entity) => [...catalogue.rows(entity)])
      .filter(({ entity, id }) => this.#leavable(entity, id) !== undefined)
      .map((row) => ({ row, name: this.#storedAs(row) }))
      .filter(({ name }) => onDisk.has(name))
      .sort((a, b) => a.row.seq - b.row.seq)
  }

  /** The definition of a document that may leave, by what the device knows of it now. */
  #leavable(entity: string, id: string): Entity | undefined {
    const { entities, catalogue, quarantine, isUsed } = this.#options
    const definition = entities.get(entity)
    const row = catalogue.row(entity, id)
    if (definition?.settled === undefined || row === undefined) return undefined
    if (row.uncommitted > 0 || row.rejected > 0 || (quarantine.row(entity, id)?.events.length ?? 0) > 0)
      return undefined
    return isSettled(definition, row) && !isUsed(row) ? definition : undefined
  }

  /** Copies before the one in use stay: they hold what the server has refused (QUA1). */
  #storedAs({ entity, id }: CatalogueRow): string {
    const generation = this.#options.quarantine.row(entity, id)?.generation ?? 0
    return storageName(documentName({ tenant: this.#options.tenant, entity, id }), generation)
  }
}

/** A rule that fails lets nothing go. */
function isSettled(definition: Entity, row: CatalogueRow): boolean {
  try {
    return definition.settled?.(row.summary) === true
  } catch {
    return false
  }
}
