import type { Entity, EntityList, EntityRow, Store } from '@docket/core'

export interface DocumentRow extends EntityRow<unknown> {
  readonly entity: Entity
}

interface Listed {
  readonly entity: Entity
  readonly list: EntityList<unknown>
}

/** The documents of all entities that a device knows, as useSyncExternalStore wants them. */
export class DocumentRows {
  readonly #lists: readonly Listed[]
  #read: readonly (readonly EntityRow<unknown>[])[] = []
  #rows: readonly DocumentRow[] = []

  constructor(store: Store) {
    this.#lists = store.entities.map((entity) => ({ entity, list: store.list(entity) }))
  }

  /** The same array until a row changes. */
  readonly rows = (): readonly DocumentRow[] => {
    const read = this.#lists.map(({ list }) => list.rows())
    if (read.length === this.#read.length && read.every((rows, index) => rows === this.#read[index])) return this.#rows
    this.#read = read
    this.#rows = this.#lists.flatMap(({ entity, list }) => list.rows().map((row) => ({ ...row, entity })))
    return this.#rows
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    const stops = this.#lists.map(({ list }) => list.subscribe(listener))
    return () => {
      for (const stop of stops) stop()
    }
  }
}

export function isOpen(store: Store, { entity, id }: DocumentRow): boolean {
  return store.peek(entity, id) !== undefined
}
