import * as Y from 'yjs'

/**
 * Writes documents in the format of y-indexeddb and what `indexeddbStorage` adds to it, a database each. By hand and
 * without waiting for the disk: the adapter itself takes minutes for thousands of new documents.
 */
export async function writeAsStock(names: readonly string[], updates: readonly Uint8Array[]): Promise<void> {
  const committed = [...Y.decodeStateVector(Y.encodeStateVectorFromUpdate(Y.mergeUpdates([...updates])))]
  await Promise.all(
    names.map(
      (name) =>
        new Promise<void>((resolve, reject) => {
          const request = indexedDB.open(name)
          request.onerror = () => reject(request.error)
          request.onupgradeneeded = () => {
            const store = request.result.createObjectStore('updates', { autoIncrement: true })
            for (const update of updates) store.add(update)
            request.result.createObjectStore('custom').put(committed, 'docket-committed')
          }
          request.onsuccess = () => {
            request.result.close()
            resolve()
          }
        }),
    ),
  )
}
