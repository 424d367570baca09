import { unwrap } from 'idb'
import type { LastingDatabase } from '../browser/lasting-database.ts'
import { writeStrictly } from '../browser/write-strictly.ts'
import { STORE_NAMES } from './stores.ts'

type Write = (transaction: IDBTransaction) => void

/** Writes what all documents have to write in a tick in one transaction. */
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
    this.#group ??= Promise.resolve().then(() => this.#commit())
    return this.#group
  }

  #commit(): Promise<void> {
    const writes = this.#writes
    this.#writes = []
    this.#group = undefined
    return this.#database.use((db) =>
      writeStrictly(unwrap(db), STORE_NAMES, (transaction) => {
        for (const write of writes) write(transaction)
      }),
    )
  }
}
