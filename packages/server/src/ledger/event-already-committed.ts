import { DocketError, type DocumentAddress, type EventId } from '@docket/core'
import { chainedBy, type DocumentCommit } from './commit.ts'
import type { Queryable } from './queryable.ts'

/** An event of a refused group whose id its tenant's ledger has already. */
export interface CommittedEvent {
  readonly id: EventId
  /** The document of the group, when that has it; otherwise another has. */
  readonly address: DocumentAddress | undefined
}

/** A group was refused whole, because the ledger, or the group itself, has the ids of some of its events already. */
export class EventAlreadyCommittedError extends DocketError {
  readonly events: readonly CommittedEvent[]

  constructor(events: readonly CommittedEvent[], cause: unknown) {
    const ids = events
      .slice(0, 5)
      .map(({ id, address }) =>
        address === undefined ? `${id} in another document` : `${id} in ${address.entity}/${address.id}`,
      )
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
  const asked: { readonly id: EventId; readonly address: DocumentAddress }[] = []
  const seen = new Set<string>()
  for (const { address, events } of commits.flatMap(chainedBy)) {
    for (const { event } of events) {
      const key = `${address.tenant}/${event.id}`
      if (seen.has(key)) twice.push({ id: event.id, address })
      else asked.push({ id: event.id, address })
      seen.add(key)
    }
  }
  const { rows } = await db.query<{ place: string; here: boolean }>({
    text: `
      select g.place, e.event_id is not null as here
      from unnest($1::text[], $2::uuid[], $3::text[], $4::text[])
        with ordinality as g(tenant_id, event_id, entity_type, entity_id, place)
      join docket.event_ids using (tenant_id, event_id)
      left join docket.audit_events as e using (tenant_id, entity_type, entity_id, event_id)
      order by g.place`,
    values: [
      asked.map(({ address }) => address.tenant),
      asked.map(({ id }) => id),
      asked.map(({ address }) => address.entity),
      asked.map(({ address }) => address.id),
    ],
  })
  const committed = rows.flatMap(({ place, here }) => {
    const one = asked[Number(place) - 1]
    return one === undefined ? [] : [{ id: one.id, address: here ? one.address : undefined }]
  })
  return [...committed, ...twice]
}

/** Is all that the commit chains in the ledger, each in its very document? */
export function isWholly(commit: DocumentCommit, { events: committed }: EventAlreadyCommittedError): boolean {
  const keyOf = ({ entity, id }: DocumentAddress, event: EventId): string => `${entity}/${id}/${event}`
  const there = new Set(committed.flatMap(({ id, address }) => (address === undefined ? [] : [keyOf(address, id)])))
  const own = chainedBy(commit).flatMap(({ address, events }) => events.map(({ event }) => keyOf(address, event.id)))
  return own.length > 0 && own.every((key) => there.has(key))
}
