import type { ClockPairs } from '../../document/clocks.ts'
import { type Storage, StorageError } from '../storage.ts'
import { DurablePersistence } from './durable-persistence.ts'
import { indexeddbCatalogue } from './indexeddb-catalogue.ts'
import { indexeddbQuarantine } from './indexeddb-quarantine.ts'

const COMMITTED_KEY = 'docket-committed'

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
        close: () => persistence.destroy(),
      }
    },
    openCatalogue: indexeddbCatalogue,
    openQuarantine: indexeddbQuarantine,
  }
}

async function failAs<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw new StorageError(what, error)
  }
}
