import type { Queryable } from '../ledger/queryable.ts'
import { openBoss } from './open-boss.ts'
import { makeFailedQueue } from './webhook-jobs.ts'

/** Makes the schema of the jobs, or brings it up to date; for its owner. @throws JobsNotSetUpError */
export async function setUpJobs(db: Queryable): Promise<void> {
  const errors: unknown[] = []
  const boss = await openBoss({ db, isInCharge: true, onError: (error) => errors.push(error) })
  await makeFailedQueue(boss)
  await boss.stop({ graceful: false })
  if (errors.length > 0) throw errors[0]
}
