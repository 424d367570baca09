import { BrowserCatalogue } from '../browser/browser-catalogue.ts'
import { failAs } from '../browser/fail-as.ts'
import { LastingDatabase } from '../browser/lasting-database.ts'
import { webLocks } from '../browser/web-locks.ts'
import { indexeddbQuarantine } from '../indexeddb/indexeddb-quarantine.ts'
import type { Storage } from '../storage.ts'
import { GroupWriter } from './group-writer.ts'
import { StoredRows } from './stored-rows.ts'
import { COMMITTED, checkpointKey, type RowKey, rowsOf, rowsOfTenant, STORES, UPDATES } from './stores.ts'

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
    openQuarantine: indexeddbQuarantine,
    documents: (tenant) =>
      failAs('The documents on this device could not be listed', () =>
        database.use(async (db) => {
          const keys = await db.getAllKeys(UPDATES, rowsOfTenant(tenant))
          return [...new Set(keys.map((key) => (key as RowKey)[0]))]
        }),
      ),
    deleteDocument: (name) =>
      failAs(`"${name}" could not be deleted from this device`, () =>
        shared.group.write((transaction) => {
          transaction.objectStore(UPDATES).delete(rowsOf(name))
          transaction.objectStore(COMMITTED).delete(name)
          transaction.objectStore(COMMITTED).delete(checkpointKey(name))
        }),
      ),
    locks: webLocks(name),
  }
}
