import { DocketError } from '@docket/core'
import { eventMessage } from '../http/event-message.ts'
import type { Queryable } from '../ledger/queryable.ts'
import { eventsSince } from '../ledger/read-events.ts'
import { deliver } from './deliver.ts'
import { secretKey, signedHeaders } from './sign.ts'
import { type Webhook, WebhookInvalidError } from './webhook.ts'
import { timeoutMsOf, type WebhookJob } from './webhook-jobs.ts'

export class EventGoneError extends DocketError {
  constructor() {
    super('event_gone', 'The event is no longer in the ledger: its month was archived')
  }
}

/**
 * Sends one event, as it is in the ledger now, to one webhook.
 *
 * @throws DeliveryFailedError, EventGoneError
 */
export async function sendEvent(db: Queryable, webhook: Webhook, job: WebhookJob, nowMs: number): Promise<void> {
  const { tenant, seq } = job
  const { events } = await eventsSince(db, { tenant, after: seq - 1, limit: 1 })
  const [event] = events
  if (event?.seq !== seq) throw new EventGoneError()
  const key = secretKey(webhook.secret)
  if (key === undefined) throw new WebhookInvalidError(webhook.name, 'has no secret')
  const body = JSON.stringify({ tenant_id: tenant, ...eventMessage(event) })
  await deliver({
    url: webhook.url,
    headers: signedHeaders(key, { id: event.event.id, body, atMs: nowMs }),
    body,
    timeoutMs: timeoutMsOf(webhook),
  })
}
