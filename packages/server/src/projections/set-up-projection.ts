import { isUnreachable } from '../ledger/database-unreachable.ts'
import type { TransactionPool } from '../ledger/in-transaction.ts'
import { beginProjection, takeProjection } from '../ledger/projections.ts'
import type { AnyProjection } from './define-projection.ts'
import { ProjectionOutdatedError, ProjectionSetUpError } from './errors.ts'
import { openTransaction } from './open-transaction.ts'

/**
 * Sees to it that the tables of this version are there; if they have to be made, the projection begins anew. Until that
 * transaction is committed, readers see the tables of before.
 *
 * @throws ProjectionOutdatedError, ProjectionSetUpError
 */
export function setUpProjection(pool: TransactionPool, projection: AnyProjection): Promise<void> {
  const { name, version = 1, from } = projection
  return openTransaction(pool, async (db, tx) => {
    const found = await takeProjection(db, name)
    if (found > version) throw new ProjectionOutdatedError(name, version, found)
    if (found === version) return
    try {
      await projection.setUp(tx)
    } catch (cause) {
      throw isUnreachable(cause) ? cause : new ProjectionSetUpError(name, cause)
    }
    await beginProjection(db, { projection: name, version, isFromNow: from === 'now' })
  })
}
