import type { PgBoss } from 'pg-boss'
import type { Webhook } from './webhook.ts'

/** Where deliveries go that were tried often enough. */
export const FAILED_QUEUE = 'webhooks-failed'

const DAY_S = 86_400

/** What a job says: which event. What is sent is read when it is sent, so that what was erased by then is not sent. */
export interface WebhookJob {
  readonly tenant: string
  readonly seq: number
}

export function queueOf({ name }: Pick<Webhook, 'name'>): string {
  return `webhook/${name}`
}

export async function makeFailedQueue(boss: PgBoss): Promise<void> {
  await boss.createQueue(FAILED_QUEUE)
  await boss.updateQueue(FAILED_QUEUE, { retentionSeconds: 90 * DAY_S })
}

/** Makes the queues of these webhooks, or has them follow what is told now. */
export async function makeQueues(boss: PgBoss, webhooks: readonly Webhook[]): Promise<void> {
  await makeFailedQueue(boss)
  for (const webhook of webhooks) {
    await boss.createQueue(queueOf(webhook), { deadLetter: FAILED_QUEUE })
    await boss.updateQueue(queueOf(webhook), {
      retryLimit: webhook.retries?.limit ?? 20,
      retryDelay: webhook.retries?.delayS ?? 5,
      retryDelayMax: webhook.retries?.delayMaxS ?? 21_600,
      retryBackoff: true,
      // A node that was killed meanwhile: another one takes over after that.
      expireInSeconds: Math.ceil(timeoutMsOf(webhook) / 1000) + 5,
      retentionSeconds: 30 * DAY_S,
      deleteAfterSeconds: DAY_S,
    })
  }
}

export function timeoutMsOf({ timeoutMs = 15_000 }: Webhook): number {
  return timeoutMs
}
