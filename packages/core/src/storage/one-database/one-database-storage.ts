import { indexeddbCatalogue } from '../browser/indexeddb-catalogue.ts'
import { LastingDatabase } from '../browser/lasting-database.ts'
import type { Storage } from '../storage.ts'
import { GroupWriter } from './group-writer.ts'
import { StoredRows } from './stored-rows.ts'
import { STORES } from './stores.ts'

/**
 * Keeps all documents of the device in one IndexedDB database, each update a row, and writes those of a tick in one
 * transaction.
 *
 * @param name the database's
 */
export function oneDatabaseStorage(name = 'docket'): Storage {
  const open = new Set<StoredRows>()
  const database = new LastingDatabase(name, STORES, () => {
    for (const document of open) document.distrust()
  })
  const shared = { database, group: new GroupWriter(database), writer: crypto.randomUUID().slice(0, 8) }
  return {
    openDocument(documentName, doc) {
      const document: StoredRows = new StoredRows(documentName, doc, shared, () => open.delete(document))
      open.add(document)
      return document
    },
    openCatalogue: indexeddbCatalogue,
  }
}
