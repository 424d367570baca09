import { memoryStorage } from '../src/storage/memory-storage.ts'
import type { Storage, StoredDocument } from '../src/storage/storage.ts'
import { createStore, type StoreOptions } from '../src/store/create-store.ts'
import type { Store } from '../src/store/store.ts'
import { order } from './order.ts'

/** A store as a till has it: with the order entity, for the tenant `demo`. */
export function openTill(options: Partial<StoreOptions> = {}): Store {
  return createStore({ tenant: 'demo', user: 'ann', device: 'till', entities: [order], ...options })
}

/** What of a disk fails, at the moment. */
export interface Faults {
  flush: boolean
  catalogue: boolean
  committed: boolean
  load: boolean
  quarantine: boolean
  checkpoint: boolean
}

/** A memory storage whose operations fail when they are told to, as those of a full or forbidden disk do. */
export function faultyStorage(error: Error = new Error('disk full')): {
  readonly storage: Storage
  readonly faults: Faults
} {
  const disk = memoryStorage()
  const faults: Faults = {
    flush: false,
    catalogue: false,
    committed: false,
    load: false,
    quarantine: false,
    checkpoint: false,
  }
  const unless = async <T>(fault: keyof Faults, work: () => Promise<T>): Promise<T> => {
    if (faults[fault]) throw error
    return work()
  }
  const storage: Storage = {
    ...disk,
    openDocument(name, doc) {
      let stored: StoredDocument | undefined
      // A disk that cannot be read gives nothing; it is read when it can be.
      const open = (): Promise<StoredDocument> =>
        unless('load', async () => {
          stored ??= disk.openDocument(name, doc)
          await stored.loaded
          return stored
        })
      return {
        loaded: open().then(() => undefined),
        owns: (origin) => stored?.owns(origin) ?? false,
        flush: () => unless('flush', async () => (await open()).flush()),
        readCommitted: async () => (await open()).readCommitted(),
        writeCommitted: (committed) => unless('committed', async () => (await open()).writeCommitted(committed)),
        readCheckpoint: async () => (await open()).readCheckpoint(),
        writeCheckpoint: (checkpoint) => unless('checkpoint', async () => (await open()).writeCheckpoint(checkpoint)),
        close: async () => stored?.close(),
      }
    },
    openCatalogue(tenant) {
      const stored = disk.openCatalogue(tenant)
      return {
        ...stored,
        read: () => unless('load', () => stored.read()),
        write: (rows, facts) => unless('catalogue', () => stored.write(rows, facts)),
      }
    },
    openQuarantine(tenant) {
      const stored = disk.openQuarantine(tenant)
      return { ...stored, change: (...row) => unless('quarantine', () => stored.change(...row)) }
    },
  }
  return { storage, faults }
}
