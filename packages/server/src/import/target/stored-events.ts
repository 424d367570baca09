import type { DocumentAddress } from '@docket/core'
import { verdictOf } from '../../ledger/event-row.ts'
import type { Queryable } from '../../ledger/queryable.ts'
import { eventsOfEntity } from '../../ledger/read-events.ts'
import type { Stored } from './dry-run.ts'

/** What a document has in the ledger; only reads. */
export async function storedEvents(db: Queryable, { tenant, entity, id }: DocumentAddress): Promise<Stored> {
  const stored = await Array.fromAsync(eventsOfEntity(db, { tenant, entityType: entity, entityId: id }))
  return {
    events: stored.map(({ event }) => event),
    verdicts: stored.map(verdictOf).filter((verdict) => verdict !== undefined),
  }
}
