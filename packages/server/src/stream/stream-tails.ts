import { eventMessage } from '../http/event-message.ts'
import { newestSeqs } from '../ledger/changes-after.ts'
import type { Queryable } from '../ledger/queryable.ts'
import { eventsSince } from '../ledger/read-events.ts'
import { TenantTails } from './tenant-tails.ts'

export interface StreamTailsOptions {
  readonly db: Queryable
  follow(tenant: string): Promise<() => void>
  onError(error: unknown, tenant: string): void
}

const PAGE = 500

/** The tails of the ledger in Postgres. */
export function streamTails({ db, follow, onError }: StreamTailsOptions): TenantTails {
  return new TenantTails({
    follow,
    newestSeq: async (tenant) => (await newestSeqs(db, [tenant])).get(tenant) ?? 0,
    async read(tenant, after) {
      const { events, next } = await eventsSince(db, { tenant, after, limit: PAGE })
      return {
        next,
        events: events.map((event) => ({
          seq: event.seq,
          entityType: event.entityType,
          text: JSON.stringify(eventMessage(event)),
        })),
      }
    },
    onError,
  })
}
