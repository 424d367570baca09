import { vi } from 'vitest'

/** Aborts the transactions of the next writes, as a full disk does; `which` counts from 0. `vi.restoreAllMocks` ends it. */
export function abortWrites(which: (write: number) => boolean): void {
  const transactions: IDBTransaction[] = []
  vi.spyOn(IDBTransaction.prototype, 'commit').mockImplementation(() => undefined)
  for (const method of ['add', 'put'] as const) {
    const original = IDBObjectStore.prototype[method]
    vi.spyOn(IDBObjectStore.prototype, method).mockImplementation(function (this: IDBObjectStore, value, key) {
      if (transactions.at(-1) !== this.transaction) {
        const write = transactions.push(this.transaction) - 1
        // Late, as the disk says no: other writes may have been asked for by then.
        if (which(write)) setTimeout(() => abort(this.transaction))
      }
      const request = original.call(this, value, key)
      // Keeps the transaction open until it is aborted.
      if (which(transactions.length - 1)) keepBusy(this)
      return request
    })
  }
}

function abort(transaction: IDBTransaction): void {
  try {
    transaction.abort()
  } catch {
    // It has been aborted already.
  }
}

function keepBusy(store: IDBObjectStore): void {
  store.count().onsuccess = () => keepBusy(store)
}
