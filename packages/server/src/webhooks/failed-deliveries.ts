import type { JobWithMetadata, PgBoss } from 'pg-boss'
import { FAILED_QUEUE, queueOf, type WebhookJob } from './webhook-jobs.ts'

/** A delivery that was given up. */
export interface FailedDelivery {
  readonly id: string
  readonly webhook: string
  readonly tenant: string
  readonly seq: number
  readonly attempts: number
  /** Of the last attempt: `status_500`, `timeout`, `unreachable`, … */
  readonly code: string
  /** ms since the epoch */
  readonly givenUpAtMs: number
}

const PAGE = 1_000

/** Those that nobody has sent again, the one given up longest ago first. */
export async function* failedDeliveries(boss: PgBoss): AsyncGenerator<FailedDelivery> {
  for (let after: string | undefined; ; ) {
    const jobs = await boss.findJobs<WebhookJob>(FAILED_QUEUE, { queued: true, limit: PAGE, ...(after && { after }) })
    for (const job of jobs) yield toFailedDelivery(job)
    after = jobs.at(-1)?.id
    if (jobs.length < PAGE) return
  }
}

export interface RetryChoice {
  /** Those of this webhook. */
  readonly webhook?: string | undefined
  /** Only this one. */
  readonly id?: string | undefined
}

/** Puts them into their queues again, as if they were new; gives how many. */
export async function retryFailed(boss: PgBoss, { webhook, id }: RetryChoice): Promise<number> {
  const choice = {
    ...(webhook !== undefined && { sourceName: queueOf({ name: webhook }) }),
    ...(id !== undefined && { ids: [id] }),
  }
  let total = 0
  for (let moved = 1; moved > 0; total += moved) moved = await boss.redrive(FAILED_QUEUE, { ...choice, limit: PAGE })
  return total
}

function toFailedDelivery(job: JobWithMetadata<WebhookJob>): FailedDelivery {
  const { id, data, sourceName, sourceRetryCount, sourceOutput, createdOn } = job
  return {
    id,
    ...data,
    webhook: (sourceName ?? '').replace(/^webhook\//, ''),
    attempts: (sourceRetryCount ?? 0) + 1,
    // A node that ended in mid-delivery leaves no code of ours.
    code: sourceOutput !== null && 'code' in sourceOutput ? String(sourceOutput.code) : 'interrupted',
    givenUpAtMs: createdOn.getTime(),
  }
}
