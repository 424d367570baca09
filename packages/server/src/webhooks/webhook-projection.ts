import type { PgBoss } from 'pg-boss'
import type { Projection } from '../projections/define-projection.ts'
import type { Webhook } from './webhook.ts'
import { queueOf, type WebhookJob } from './webhook-jobs.ts'

/** Makes a job of each event that a webhook wants, in the transaction that moves its position. */
export function webhookProjection(webhook: Webhook, boss: () => PgBoss): Projection {
  const { name, tenant, types, from = 'now' } = webhook
  return {
    name: `webhook:${name}`,
    from,
    ...(types && { types }),
    ...(tenant !== undefined && { tenant }),
    setUp: async () => undefined,
    async apply(tx, { tenant, seq }) {
      const data: WebhookJob = { tenant, seq }
      const db = {
        executeSql: async (text: string, values: unknown[] = []) => ({
          rows: [...(await tx.query(text, values)).rows],
        }),
      }
      await boss().insert(queueOf(webhook), [{ data }], { db })
    },
  }
}
