import { isUnreachable } from '../ledger/database-unreachable.ts'
import type { TransactionPool } from '../ledger/in-transaction.ts'
import { holdVersion, movePosition, takePosition } from '../ledger/projection-positions.ts'
import type { Queryable } from '../ledger/queryable.ts'
import { eventsSince } from '../ledger/read-events.ts'
import type { AnyProjection, ProjectionTransaction } from './define-projection.ts'
import { ApplyFailedError } from './errors.ts'
import { openTransaction } from './open-transaction.ts'
import { wantsEvent } from './wants-event.ts'

/** How a page ended: there may be more; all is applied; another worker is at it; its tables are to be made first. */
export type PageEnd = 'more' | 'done' | 'taken' | 'not_set_up'

const PAGE = 200

/**
 * Applies the next events of a tenant and moves the position, in one transaction. If an event cannot be applied, those
 * before it are.
 *
 * @throws ApplyFailedError
 */
export async function applyPage(
  pool: TransactionPool,
  projection: AnyProjection,
  tenant: string,
  limit: number = PAGE,
): Promise<PageEnd> {
  const applied = { events: 0 }
  try {
    return await openTransaction(pool, (db, tx) => applyIn(db, tx, { projection, tenant, limit, applied }))
  } catch (error) {
    // With the transaction went what the events before had written.
    if (error instanceof ApplyFailedError && applied.events > 0)
      await applyPage(pool, projection, tenant, applied.events)
    throw error
  }
}

interface Page {
  readonly projection: AnyProjection
  readonly tenant: string
  readonly limit: number
  /** How many of its events have been applied, wanted or not. */
  readonly applied: { events: number }
}

async function applyIn(
  db: Queryable,
  tx: ProjectionTransaction,
  { projection, tenant, limit, applied }: Page,
): Promise<PageEnd> {
  const key = { projection: projection.name, tenant }
  if (!(await holdVersion(db, projection.name, projection.version ?? 1))) return 'not_set_up'
  const after = await takePosition(db, key)
  if (after === undefined) return 'taken'
  const { events, next } = await eventsSince(db, { tenant, after, limit })
  if (next === after) return 'done'
  const isWanted = wantsEvent(projection.types)
  const attempt = async (seq: number, work: () => Promise<void>): Promise<void> => {
    try {
      await work()
    } catch (cause) {
      throw isUnreachable(cause) ? cause : new ApplyFailedError(projection.name, seq, cause)
    }
  }
  const lastSeq = events.at(-1)?.seq ?? next
  if ('applyAll' in projection) {
    const wanted = events.filter(isWanted).map((event) => ({ tenant, ...event }))
    if (wanted.length > 0) await attempt(lastSeq, () => projection.applyAll(tx, wanted))
  } else {
    for (const [index, event] of events.entries()) {
      applied.events = index
      if (isWanted(event)) await attempt(event.seq, () => projection.apply(tx, { tenant, ...event }))
    }
  }
  // Fails if `apply` has caught the error of a query of its own: that has ended the transaction.
  await attempt(lastSeq, () => movePosition(db, key, next))
  return events.length < limit ? 'done' : 'more'
}
