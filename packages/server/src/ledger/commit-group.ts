import type { CommitReceipt, DocumentCommit } from './commit.ts'
import { COMMIT_STATEMENT, commitParameters } from './commit-statement.ts'
import { documentMoved } from './document-moved.ts'
import { EventAlreadyCommittedError, findCommitted } from './event-already-committed.ts'
import { groupRows } from './group-rows.ts'
import { IdempotencyKeyTakenError } from './idempotency-keys.ts'
import { ensurePartitions } from './partitions.ts'
import { People } from './people.ts'
import type { Queryable } from './queryable.ts'

/**
 * Writes a group of commits in one transaction, all or nothing, and returns when it is flushed: their events with the
 * next numbers of their tenants, their updates, and their read models. A document may occur several times.
 *
 * A connection that breaks meanwhile leaves open whether the group is in; to send it again is safe.
 *
 * @param people remembers who occurs in commits, from one group to the next
 * @throws DocumentMovedError, EventAlreadyCommittedError, IdempotencyKeyTakenError, ReadModelError
 */
export async function commitGroup(
  db: Queryable,
  commits: readonly DocumentCommit[],
  people: People = new People(),
): Promise<readonly CommitReceipt[]> {
  if (commits.length === 0) return []
  await people.learn(db, commits)
  const rows = groupRows(commits, people)
  const { seqs, recorded_at_ms } = await execute(db, commitParameters(rows)).catch(async (error: unknown) => {
    if (hasCode(error, SOMEBODY_ERASED)) people.forget()
    if (hasCode(error, NO_PARTITION)) await ensurePartitions(db)
    const moved = documentMoved(error, rows.entities)
    if (moved !== undefined) throw moved
    throw isDuplicate(error) ? await whatIsTwice(db, commits, error) : error
  })
  return rows.receipts.map(({ tenant_no, back }) => ({
    seq: Number(seqs[tenant_no - 1]) - back,
    recordedAtMs: Number(recorded_at_ms),
  }))
}

/** A Postgres that a network has swallowed never answers; to send the group again is safe. */
const ANSWER_WITHIN_MS = 60_000

interface Committed {
  readonly seqs: readonly string[]
  readonly recorded_at_ms: string
}

async function execute(db: Queryable, values: unknown[]): Promise<Committed> {
  const { rows } = await db.query<Committed & Record<string, unknown>>({
    name: 'docket-commit-group',
    text: COMMIT_STATEMENT,
    values,
    query_timeout: ANSWER_WITHIN_MS,
  })
  const [row] = rows
  if (row === undefined) throw new Error('The commit of a group returned no row')
  return row
}

/** As `docket.chain` raises it. */
const SOMEBODY_ERASED = 'DK001'
/** check_violation: no partition is for the time. The other checks of the table hold by construction. */
const NO_PARTITION = '23514'

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}

function isDuplicate(error: unknown): boolean {
  return error instanceof Error && 'constraint' in error && (error.constraint === IDS_ONCE || isOfKeys(error))
}

const IDS_ONCE = 'event_ids_once'

function isOfKeys(error: unknown): boolean {
  return error instanceof Error && 'constraint' in error && error.constraint === 'idempotency_keys_once'
}

/** A group that is sent again, because its answer got lost, has its keys taken by itself. */
async function whatIsTwice(db: Queryable, commits: readonly DocumentCommit[], error: unknown): Promise<Error> {
  const events = await findCommitted(db, commits)
  return isOfKeys(error) && events.length === 0
    ? new IdempotencyKeyTakenError(error)
    : new EventAlreadyCommittedError(events, error)
}
