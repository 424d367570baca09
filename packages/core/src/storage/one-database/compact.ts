import { unwrap } from 'idb'
import * as Y from 'yjs'
import { newDoc } from '../../document/new-doc.ts'
import type { LastingDatabase } from '../browser/lasting-database.ts'
import { rowsOf, UPDATES } from './stores.ts'

/** Makes one row of all rows of a document, in one transaction: whoever reads finds all of them, or that one. */
export function compact(database: LastingDatabase, document: string): Promise<void> {
  return database.use(async (db) => {
    const transaction = db.transaction(UPDATES, 'readwrite', { durability: 'strict' })
    // Without promises for its requests: they would all have to be waited for when it aborts.
    const store = unwrap(transaction.store)
    const range = rowsOf(document)
    const first = store.getKey(range)
    const all = store.getAll(range)
    all.onsuccess = (): void => {
      if (all.result.length < 2 || first.result === undefined) return
      store.delete(range)
      // In the place of the first: rows of other tabs that build on any of these have higher numbers than that.
      store.put(merge(all.result as Uint8Array[]), first.result)
    }
    await transaction.done
  })
}

/** Yjs's own `mergeUpdates` keeps every insertion apart; a document joins what belongs together. */
function merge(updates: readonly Uint8Array[]): Uint8Array {
  const doc = newDoc()
  doc.transact(() => {
    for (const update of updates) Y.applyUpdate(doc, update)
  })
  return Y.encodeStateAsUpdate(doc)
}
