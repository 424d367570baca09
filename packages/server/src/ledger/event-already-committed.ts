import { DocketError, type DocumentAddress, type EventId } from '@docket/core'
import type { DocumentCommit } from './commit.ts'
import type { Queryable } from './queryable.ts'

/** An event of a refused group whose id its tenant's ledger has already. */
export interface CommittedEvent {
  readonly id: EventId
  /** The document that has it; not necessarily the one of the group. */
  readonly address: DocumentAddress
}

/** A group was refused whole, because the ledger, or the group itself, has the ids of some of its events already. */
export class EventAlreadyCommittedError extends DocketError {
  readonly events: readonly CommittedEvent[]

  constructor(events: readonly CommittedEvent[], cause: unknown) {
    const ids = events.slice(0, 5).map(({ id, address }) => `${id} in ${address.entity}/${address.id}`)
    const more = events.length > 5 ? ` and ${events.length - 5} more` : ''
    super('event_already_committed', `Committed already: ${ids.join(', ')}${more}. Commit the group without them`, {
      cause,
    })
    this.events = events
  }
}

/** Which events of the group are in the ledger, or twice in the group. */
export async function findCommitted(db: Queryable, commits: readonly DocumentCommit[]): Promise<CommittedEvent[]> {
  const twice: CommittedEvent[] = []
  const tenants: string[] = []
  const ids: EventId[] = []
  const seen = new Set<string>()
  for (const { address, events } of commits) {
    for (const { event } of events) {
      const key = `${address.tenant}/${event.id}`
      if (seen.has(key)) twice.push({ id: event.id, address })
      seen.add(key)
      tenants.push(address.tenant)
      ids.push(event.id)
    }
  }
  const { rows } = await db.query<{ id: EventId; tenant: string; entity: string; document: string }>({
    text: `
      select distinct event_id as id, tenant_id as tenant, entity_type as entity, entity_id as document
      from docket.audit_events join unnest($1::text[], $2::uuid[]) as g(tenant_id, event_id) using (tenant_id, event_id)
      order by tenant_id, event_id`,
    values: [tenants, ids],
  })
  return [
    ...rows.map(({ id, tenant, entity, document }) => ({ id, address: { tenant, entity, id: document } })),
    ...twice,
  ]
}

/** Are all events of the commit in the ledger, in this very document? */
export function isWholly(
  { events, address }: DocumentCommit,
  { events: committed }: EventAlreadyCommittedError,
): boolean {
  const there = new Set(
    committed
      .filter((event) => event.address.entity === address.entity && event.address.id === address.id)
      .map(({ id }) => id),
  )
  return events.length > 0 && events.every(({ event }) => there.has(event.id))
}
