import { type IDBPDatabase, openDB } from 'idb'
import { type QuarantineRow, StorageError, type StoredQuarantine } from '../storage.ts'

const ROWS = 'rows'

/** The quarantine of one tenant: an IndexedDB database of its own, because it is read before any document is opened. */
export function indexeddbQuarantine(tenant: string): StoredQuarantine {
  const database = openDB(`${tenant}/docket/quarantine`, 1, {
    upgrade(db) {
      db.createObjectStore(ROWS, { keyPath: ['entity', 'id'] })
    },
  })
  const guarded = async <T>(what: string, work: (db: IDBPDatabase) => Promise<T>): Promise<T> => {
    try {
      return await work(await database)
    } catch (error) {
      throw new StorageError(what, error)
    }
  }
  return {
    read: () =>
      guarded(
        'What is kept aside could not be read from this device',
        (db) => db.getAll(ROWS) as Promise<QuarantineRow[]>,
      ),
    change: (entity, id, change) =>
      guarded('What is kept aside could not be written to this device', async (db) => {
        const transaction = db.transaction(ROWS, 'readwrite', { durability: 'strict' })
        const known = (await transaction.store.get([entity, id])) as QuarantineRow | undefined
        const row = change(known)
        await Promise.all([transaction.store.put(row), transaction.done])
        return row
      }),
    close: async () => (await database).close(),
  }
}
