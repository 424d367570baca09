import { DocketError } from '@docket/core'
import type { Db, PgBoss } from 'pg-boss'
import { isUnreachable } from '../ledger/database-unreachable.ts'
import type { Queryable } from '../ledger/queryable.ts'

/** pg-boss has a schema to itself, which it makes and migrates. */
export const JOBS_SCHEMA = 'docket_jobs'

/** How often it looks for deliveries of nodes that were killed meanwhile. */
const SUPERVISE_EVERY_S = 10

export class JobsNotSetUpError extends DocketError {
  constructor(cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    super(
      'jobs_not_set_up',
      `The schema ${JOBS_SCHEMA} is missing or too old (${reason}): run "docket migrate --webhooks" as its owner`,
      { cause },
    )
  }
}

export interface BossOptions {
  readonly db: Queryable
  /** Whether it makes or migrates its schema, and looks after its jobs; otherwise it only reads and sends. */
  readonly isInCharge: boolean
  readonly onError: (error: unknown) => void
}

/** pg-boss on our connections; to be stopped. @throws JobsNotSetUpError */
export async function openBoss({ db, isInCharge, onError }: BossOptions): Promise<PgBoss> {
  // It is big, and needed where there are webhooks.
  const { PgBoss } = await import('pg-boss')
  const boss = new PgBoss({
    db: sqlOn(db),
    schema: JOBS_SCHEMA,
    migrate: isInCharge,
    createSchema: isInCharge,
    supervise: isInCharge,
    superviseIntervalSeconds: SUPERVISE_EVERY_S,
    monitorIntervalSeconds: SUPERVISE_EVERY_S,
    schedule: false,
    registerInstance: false,
  })
  boss.on('error', onError)
  try {
    await boss.start()
    return boss
  } catch (error) {
    await boss.stop({ graceful: false }).catch(() => undefined)
    throw isOfSchema(error) ? new JobsNotSetUpError(error) : error
  }
}

export function sqlOn(db: Queryable): Db {
  return { executeSql: (text, values) => db.query(values === undefined ? { text } : { text, values }) }
}

/** No right to make it, or it is not there; pg-boss' own errors have no code. */
function isOfSchema(error: unknown): boolean {
  if (!(error instanceof Error) || isUnreachable(error)) return false
  return !('code' in error) || /^(42501|3F000|42P01)$/.test(String(error.code))
}
