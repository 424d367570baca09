import { BrowserCatalogue } from '../browser/browser-catalogue.ts'
import { LastingDatabase } from '../browser/lasting-database.ts'
import type { Storage } from '../storage.ts'
import { GroupWriter } from './group-writer.ts'
import { StoredRows } from './stored-rows.ts'
import { STORES } from './stores.ts'

/**
 * Keeps all documents of the device and its catalogues in one IndexedDB database, each update a row, and writes what a
 * tick changes in one transaction.
 *
 * @param name the database's
 */
export function oneDatabaseStorage(name = 'docket'): Storage {
  const open = new Set<StoredRows | BrowserCatalogue>()
  const database = new LastingDatabase(name, STORES, () => {
    for (const one of open) one.distrust()
  })
  const shared = { database, group: new GroupWriter(database), writer: crypto.randomUUID().slice(0, 8) }
  return {
    openDocument(documentName, doc) {
      const document: StoredRows = new StoredRows(documentName, doc, shared, () => open.delete(document))
      open.add(document)
      return document
    },
    openCatalogue(tenant) {
      const catalogue: BrowserCatalogue = new BrowserCatalogue(tenant, {
        database,
        write: (write) => shared.group.write(write),
        close: async () => void open.delete(catalogue),
      })
      open.add(catalogue)
      return catalogue
    },
  }
}
