import type { CatalogueRow } from '@docket/core'

export function openBareRows(): Promise<IDBDatabase> {
  const request = indexedDB.open('bare-rows', 1)
  request.onupgradeneeded = () => request.result.createObjectStore('rows', { keyPath: ['entity', 'id'] })
  return done(request)
}

export async function readBareRows(): Promise<CatalogueRow[]> {
  const db = await openBareRows()
  const rows = await done<CatalogueRow[]>(db.transaction('rows').objectStore('rows').getAll())
  db.close()
  return rows
}

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}
