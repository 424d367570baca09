import { inTransaction, type TransactionPool } from '../ledger/in-transaction.ts'
import type { Queryable } from '../ledger/queryable.ts'
import type { ProjectionTransaction } from './define-projection.ts'
import { ProjectionTransactionOverError } from './errors.ts'

/** Does the work in one transaction, of which the application gets a part; it cannot use that any longer than this. */
export async function openTransaction<T>(
  pool: TransactionPool,
  work: (db: Queryable, tx: ProjectionTransaction) => Promise<T>,
): Promise<T> {
  let isOpen = true
  return inTransaction(pool, async (db) => {
    const tx: ProjectionTransaction = {
      query(text, values = []) {
        // Its connection may be somebody else's by then.
        if (!isOpen) return Promise.reject(new ProjectionTransactionOverError())
        return db.query({ text, values: [...values] })
      },
    }
    try {
      return await work(db, tx)
    } finally {
      isOpen = false
    }
  })
}
