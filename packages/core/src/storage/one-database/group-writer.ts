import { unwrap } from 'idb'
import type { LastingDatabase } from '../browser/lasting-database.ts'
import { writeStrictly } from '../browser/write-strictly.ts'
import { WRITTEN_STORES } from './stores.ts'

/** The catalogue hears of an event some microtasks after its document: it goes in the same transaction. */
const MICROTASKS = 10

type Write = (transaction: IDBTransaction) => void

/** Writes what the documents and the catalogue have to write in a tick in one transaction. */
export class GroupWriter {
  readonly #database: LastingDatabase
  #writes: Write[] = []
  #group: Promise<void> | undefined

  constructor(database: LastingDatabase) {
    this.#database = database
  }

  /**
   * Resolves when the transaction in which it goes is flushed to disk.
   *
   * @param write may be called twice, and each time puts the same
   */
  write(write: Write): Promise<void> {
    this.#writes.push(write)
    this.#group ??= this.#commitSoon()
    return this.#group
  }

  /** In the same task, so that a page that is left has still asked for it. */
  async #commitSoon(): Promise<void> {
    for (let count = 0; count < MICROTASKS; count++) await Promise.resolve()
    await this.#commit()
  }

  #commit(): Promise<void> {
    const writes = this.#writes
    this.#writes = []
    this.#group = undefined
    return this.#database.use((db) =>
      writeStrictly(unwrap(db), WRITTEN_STORES, (transaction) => {
        for (const write of writes) write(transaction)
      }),
    )
  }
}
