/**
 * One transaction that is committed at once, so that a page that is left has handed it over.
 * Resolves when it is flushed to disk; rejects with what IndexedDB said.
 */
export function writeStrictly(
  db: IDBDatabase,
  stores: readonly string[],
  write: (transaction: IDBTransaction) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const transaction = db.transaction(stores, 'readwrite', { durability: 'strict' })
    transaction.oncomplete = (): void => resolve()
    transaction.onabort = (): void =>
      reject(transaction.error ?? new DOMException('The write was aborted', 'AbortError'))
    write(transaction)
    transaction.commit()
  })
}
