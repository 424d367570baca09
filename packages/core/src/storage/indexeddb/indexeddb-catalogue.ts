import { type IDBPDatabase, openDB } from 'idb'
import { type CatalogueRow, type DeviceFacts, StorageError, type StoredCatalogue } from '../storage.ts'

const ROWS = 'rows'
const FACTS = 'facts'
const FACTS_KEY = 'device'

/** The catalogue of one tenant: one IndexedDB database. */
export function indexeddbCatalogue(tenant: string): StoredCatalogue {
  const database = openDB(`${tenant}/docket/catalogue`, 1, {
    upgrade(db) {
      db.createObjectStore(ROWS, { keyPath: ['entity', 'id'] })
      db.createObjectStore(FACTS)
    },
  })
  const guarded = async <T>(what: string, work: (db: IDBPDatabase) => Promise<T>): Promise<T> => {
    try {
      return await work(await database)
    } catch (error) {
      throw new StorageError(what, error)
    }
  }
  let factsOnDisk: DeviceFacts | undefined
  return {
    read: () =>
      guarded('The catalogue could not be read from this device', async (db) => {
        const transaction = db.transaction([ROWS, FACTS])
        const [rows, facts] = await Promise.all([
          transaction.objectStore(ROWS).getAll() as Promise<CatalogueRow[]>,
          transaction.objectStore(FACTS).get(FACTS_KEY) as Promise<DeviceFacts | undefined>,
        ])
        return { rows, facts: facts ?? { cursor: 0 } }
      }),
    write: (rows, facts) =>
      guarded('The catalogue could not be written to this device', async (db) => {
        const transaction = db.transaction([ROWS, FACTS], 'readwrite', { durability: 'strict' })
        const store = transaction.objectStore(ROWS)
        const writes = rows.map((row) => store.put(row))
        if (facts !== factsOnDisk) writes.push(transaction.objectStore(FACTS).put(facts, FACTS_KEY))
        transaction.commit()
        await Promise.all([...writes, transaction.done])
        factsOnDisk = facts
      }),
    close: async () => (await database).close(),
  }
}
