import { deleteDB } from 'idb'
import type { ClockPairs } from '../../document/clocks.ts'
import { parseDocumentName, RESERVED_ENTITY } from '../../event/document-name.ts'
import { failAs } from '../browser/fail-as.ts'
import type { Storage } from '../storage.ts'
import { DurablePersistence } from './durable-persistence.ts'
import { indexeddbCatalogue } from './indexeddb-catalogue.ts'

const COMMITTED_KEY = 'docket-committed'

/** Keeps each document in an IndexedDB database of its own, in the format of y-indexeddb. */
export function indexeddbStorage(): Storage {
  return {
    openDocument(name, doc) {
      const persistence = new DurablePersistence(name, doc)
      return {
        loaded: failAs(`"${name}" could not be read from this device`, () => persistence.loaded),
        owns: (origin) => origin === persistence,
        flush: () => failAs(`"${name}" could not be written to this device`, () => persistence.flush()),
        readCommitted: () =>
          failAs(`"${name}" could not be read from this device`, async () => {
            const kept: unknown = await persistence.get(COMMITTED_KEY)
            return Array.isArray(kept) ? (kept as ClockPairs) : []
          }),
        writeCommitted: (committed) =>
          failAs(`"${name}" could not be written to this device`, async () => {
            // y-indexeddb's type knows only scalar keys and values; IndexedDB stores any structured clone.
            await persistence.set(COMMITTED_KEY, committed as unknown as ArrayBuffer)
          }),
        close: () => persistence.destroy(),
      }
    },
    openCatalogue: indexeddbCatalogue,
    documents: (tenant) =>
      failAs('The documents on this device could not be listed', async () => {
        const databases = await indexedDB.databases()
        return databases.flatMap(({ name }) => (name !== undefined && isDocumentOf(tenant, name) ? [name] : []))
      }),
    deleteDocument: (name) => failAs(`"${name}" could not be deleted from this device`, () => deleteDB(name)),
  }
}

/** Databases with other names are ours (the catalogue's) or somebody else's. */
function isDocumentOf(tenant: string, name: string): boolean {
  const address = parseDocumentName(name)
  return address !== undefined && address.tenant === tenant && address.entity !== RESERVED_ENTITY
}
