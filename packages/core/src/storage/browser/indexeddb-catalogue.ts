import { unwrap } from 'idb'
import type { CatalogueRow, DeviceFacts, StoredCatalogue } from '../storage.ts'
import { failAs } from './fail-as.ts'
import { LastingDatabase } from './lasting-database.ts'
import { writeStrictly } from './write-strictly.ts'

const ROWS = 'rows'
const FACTS = 'facts'
const FACTS_KEY = 'device'
const STORES = { [ROWS]: { keyPath: ['entity', 'id'] }, [FACTS]: {} }

/** The catalogue of one tenant: one IndexedDB database. */
export function indexeddbCatalogue(tenant: string): StoredCatalogue {
  let factsOnDisk: DeviceFacts | undefined
  const database = new LastingDatabase(`${tenant}/docket/catalogue`, STORES, () => {
    factsOnDisk = undefined
  })
  return {
    read: () =>
      failAs('The catalogue could not be read from this device', () =>
        database.use(async (db) => {
          const transaction = db.transaction([ROWS, FACTS])
          const [rows, facts] = await Promise.all([
            transaction.objectStore(ROWS).getAll() as Promise<CatalogueRow[]>,
            transaction.objectStore(FACTS).get(FACTS_KEY) as Promise<DeviceFacts | undefined>,
          ])
          return { rows, facts: facts ?? { cursor: 0 } }
        }),
      ),
    write: (rows, facts) =>
      failAs('The catalogue could not be written to this device', async () => {
        await database.use((db) =>
          writeStrictly(unwrap(db), [ROWS, FACTS], (transaction) => {
            const store = transaction.objectStore(ROWS)
            for (const row of rows) store.put(row)
            if (facts !== factsOnDisk) transaction.objectStore(FACTS).put(facts, FACTS_KEY)
          }),
        )
        factsOnDisk = facts
      }),
    close: () => database.close(),
  }
}
