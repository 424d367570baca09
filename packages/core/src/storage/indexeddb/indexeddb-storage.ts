import { deleteDB } from 'idb'
import { isCheckpoint } from '../../document/checkpoint.ts'
import type { ClockPairs } from '../../document/clocks.ts'
import { parseDocumentName, RESERVED_ENTITY } from '../../event/document-name.ts'
import { failAs } from '../browser/fail-as.ts'
import { webLocks } from '../browser/web-locks.ts'
import type { Storage } from '../storage.ts'
import { DurablePersistence } from './durable-persistence.ts'
import { indexeddbCatalogue } from './indexeddb-catalogue.ts'
import { indexeddbQuarantine } from './indexeddb-quarantine.ts'

const COMMITTED_KEY = 'docket-committed'
const CHECKPOINT_KEY = 'docket-checkpoint'

/** Keeps each copy of a document in an IndexedDB database of its own, in the format of y-indexeddb. */
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
        readCheckpoint: () =>
          failAs(`"${name}" could not be read from this device`, async () => {
            const kept: unknown = await persistence.get(CHECKPOINT_KEY)
            return isCheckpoint(kept) ? kept : undefined
          }),
        writeCheckpoint: (checkpoint) =>
          failAs(`"${name}" could not be written to this device`, async () => {
            await persistence.set(CHECKPOINT_KEY, checkpoint as unknown as ArrayBuffer)
          }),
        close: () => persistence.destroy(),
      }
    },
    openCatalogue: indexeddbCatalogue,
    openQuarantine: indexeddbQuarantine,
    documents: (tenant) =>
      failAs('The documents on this device could not be listed', async () => {
        const databases = await indexedDB.databases()
        return databases.flatMap(({ name }) => (name !== undefined && isDocumentOf(tenant, name) ? [name] : []))
      }),
    deleteDocument: (name) => failAs(`"${name}" could not be deleted from this device`, () => deleteDB(name)),
    locks: webLocks('docket'),
  }
}

/** Databases with other names are ours (the catalogue's) or somebody else's. */
function isDocumentOf(tenant: string, name: string): boolean {
  // A copy has the name of its document, and a number (QUA1).
  const address = parseDocumentName(name.split('~', 1)[0] ?? '')
  return address !== undefined && address.tenant === tenant && address.entity !== RESERVED_ENTITY
}
