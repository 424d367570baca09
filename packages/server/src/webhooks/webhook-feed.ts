import type { PgBoss } from 'pg-boss'
import type { Feed } from '../projections/define-projection.ts'
import type { Webhook } from './webhook.ts'
import { queueOf, type WebhookJob } from './webhook-jobs.ts'

/** Makes a job of each event that a webhook wants, in the transaction that moves its position. */
export function webhookFeed(webhook: Webhook, boss: () => PgBoss): Feed {
  const { name, tenant, types, from = 'now' } = webhook
  return {
    name: `webhook:${name}`,
    from,
    ...(types && { types }),
    ...(tenant !== undefined && { tenant }),
    setUp: async () => undefined,
    async applyAll(tx, events) {
      const jobs = events.map(({ tenant, seq }): { data: WebhookJob } => ({ data: { tenant, seq } }))
      const db = {
        executeSql: async (text: string, values: unknown[] = []) => ({
          rows: [...(await tx.query(text, values)).rows],
        }),
      }
      await boss().insert(queueOf(webhook), jobs, { db })
    },
  }
}
