import type { JobResult, JobWithMetadata, PgBoss } from 'pg-boss'
import type { Queryable } from '../ledger/queryable.ts'
import type { Logger } from '../logger.ts'
import { errorFacts } from '../operation/error-facts.ts'
import type { Feed } from '../projections/define-projection.ts'
import { errorCode } from '../projections/error-code.ts'
import { openBoss } from './open-boss.ts'
import { EventGoneError, sendEvent } from './send-event.ts'
import { checkWebhook, type Webhook, WebhookInvalidError } from './webhook.ts'
import { webhookFeed } from './webhook-feed.ts'
import { makeQueues, queueOf, type WebhookJob } from './webhook-jobs.ts'

export interface WebhooksOptions {
  readonly webhooks: readonly Webhook[]
  readonly now: () => number
  readonly logger: Logger
}

/** So many deliveries of one webhook at a time, on each node. */
const AT_ONCE = 10
const LOOK_EVERY_S = 1
const STOP_WITHIN_MS = 5_000

/** Sends events to the receivers that are configured: at least once, with retries, from any number of nodes. */
export class Webhooks {
  /** What puts the deliveries into the queues. */
  readonly feeds: readonly Feed[]
  readonly #options: WebhooksOptions
  #boss: PgBoss | undefined

  /** @throws WebhookInvalidError */
  constructor(options: WebhooksOptions) {
    this.#options = options
    const names = new Set<string>()
    for (const webhook of options.webhooks) {
      checkWebhook(webhook)
      if (names.has(webhook.name)) throw new WebhookInvalidError(webhook.name, 'is there twice')
      names.add(webhook.name)
    }
    this.feeds = options.webhooks.map((webhook) => webhookFeed(webhook, () => this.#started()))
  }

  /** Makes the queues, and begins to send. @throws JobsNotSetUpError */
  async start(db: Queryable): Promise<void> {
    const { webhooks, logger } = this.#options
    if (webhooks.length === 0) return
    const onError = (error: unknown): void => logger.error(errorFacts(error), 'the queue of webhooks failed')
    const boss = await openBoss({ db, isInCharge: true, onError })
    this.#boss = boss
    await makeQueues(boss, webhooks)
    const options = {
      batchSize: AT_ONCE,
      burstWhenBatchFull: true,
      pollingIntervalSeconds: LOOK_EVERY_S,
      includeMetadata: true,
      perJobResults: true,
    } as const
    for (const webhook of webhooks) {
      await boss.work<WebhookJob, unknown, typeof options>(queueOf(webhook), options, (jobs) =>
        Promise.all(jobs.map((job) => this.#send(db, webhook, job))),
      )
    }
  }

  /** Ends after what is being sent, if that is soon; the rest is sent when a server starts again. */
  async close(): Promise<void> {
    await this.#boss?.stop({ graceful: true, timeout: STOP_WITHIN_MS })
  }

  async #send(
    db: Queryable,
    webhook: Webhook,
    { id, data, retryCount, retryLimit }: JobWithMetadata<WebhookJob>,
  ): Promise<JobResult> {
    const { now, logger } = this.#options
    try {
      await sendEvent(db, webhook, data, now())
      return { id, status: 'completed' }
    } catch (error) {
      const code = errorCode(error)
      const isLast = retryCount >= retryLimit || error instanceof EventGoneError
      const line = { webhook: webhook.name, tenant: data.tenant, seq: data.seq, attempt: retryCount + 1, code }
      if (isLast) logger.error(line, 'an event could not be sent, and is given up: see "docket webhooks failed"')
      else logger.warn(line, 'an event could not be sent; it is tried again')
      return { id, status: error instanceof EventGoneError ? 'deadletter' : 'failed', output: { code } }
    }
  }

  #started(): PgBoss {
    if (this.#boss === undefined) throw new Error('webhooks are used before they are started')
    return this.#boss
  }
}
