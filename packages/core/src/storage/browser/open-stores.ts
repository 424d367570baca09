import { type IDBPDatabase, openDB } from 'idb'

/** The object stores of a database, and how their keys are made. */
export type Stores = Readonly<Record<string, IDBObjectStoreParameters>>

/**
 * Opens a database at whatever version it has, and adds the object stores that it lacks. Browsers leave databases
 * without them when a page dies while it makes one.
 *
 * @param onLost hears that the browser or another tab has closed the connection
 */
export async function openStores(name: string, stores: Stores, onLost: () => void): Promise<IDBPDatabase> {
  let version: number | undefined
  for (;;) {
    const db = await open(name, version, stores, onLost)
    if (missing(db, stores).length === 0) return db
    version = db.version + 1
    db.close()
  }
}

function open(name: string, version: number | undefined, stores: Stores, onLost: () => void): Promise<IDBPDatabase> {
  return new Promise((resolve, reject) => {
    let isGivenUp = false
    const opening = openDB(name, version, {
      upgrade(db) {
        for (const store of missing(db, stores)) db.createObjectStore(store, stores[store])
      },
      blocked() {
        isGivenUp = true
        reject(new DOMException(`Another tab keeps "${name}" from being upgraded; close it`, 'InvalidStateError'))
      },
      // Another tab deletes or upgrades it, and waits until we let go.
      blocking(_current, _next, event) {
        if (event.target instanceof IDBDatabase) event.target.close()
        onLost()
      },
      terminated: onLost,
    })
    opening.then((db) => {
      if (isGivenUp) db.close()
      else resolve(db)
    }, reject)
  })
}

function missing(db: IDBPDatabase, stores: Stores): string[] {
  return Object.keys(stores).filter((store) => !db.objectStoreNames.contains(store))
}
