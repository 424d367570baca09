/** Opens a database as another page does that knows nothing of its object stores, and that lets nobody upgrade it. */
export function openDatabase(name: string, version?: number): Promise<IDBDatabase> {
  return done(indexedDB.open(name, version))
}

export async function deleteDatabase(name: string): Promise<void> {
  await done(indexedDB.deleteDatabase(name))
}

/** Resolves with what a request brings. */
export function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = (): void => resolve(request.result)
    request.onerror = (): void => reject(request.error)
  })
}

/** y-indexeddb leaves its own promise of opening unhandled; a subclass cannot reach it. */
export function swallowRejections(): { stop(): void } {
  const swallow = (event: PromiseRejectionEvent): void => {
    event.preventDefault()
    event.stopImmediatePropagation()
  }
  addEventListener('unhandledrejection', swallow, { capture: true })
  return { stop: () => removeEventListener('unhandledrejection', swallow, { capture: true }) }
}
