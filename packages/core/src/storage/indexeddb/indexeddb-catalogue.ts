import { unwrap } from 'idb'
import { BrowserCatalogue } from '../browser/browser-catalogue.ts'
import { CATALOGUE_STORES, CHANGES, FACTS } from '../browser/catalogue-stores.ts'
import { LastingDatabase } from '../browser/lasting-database.ts'
import { writeStrictly } from '../browser/write-strictly.ts'
import type { StoredCatalogue } from '../storage.ts'

/** The catalogue of one tenant in an IndexedDB database of its own. */
export function indexeddbCatalogue(tenant: string): StoredCatalogue {
  const database = new LastingDatabase(`${tenant}/docket/catalogue`, CATALOGUE_STORES, () => catalogue.distrust())
  const catalogue: BrowserCatalogue = new BrowserCatalogue(tenant, {
    database,
    write: (write) => database.use((db) => writeStrictly(unwrap(db), [CHANGES, FACTS], write)),
    close: () => database.close(),
  })
  return catalogue
}
