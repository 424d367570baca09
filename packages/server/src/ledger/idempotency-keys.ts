import { DocketError, type EventId } from '@docket/core'
import type { LedgerEvent } from './event-row.ts'
import type { Queryable } from './queryable.ts'
import { eventsById } from './read-events.ts'

/** A group was refused whole: an idempotency key of it belongs to another event by now. Look the keys up again. */
export class IdempotencyKeyTakenError extends DocketError {
  constructor(cause: unknown) {
    super('idempotency_key_taken', 'An idempotency key belongs to another event: look it up', { cause })
  }
}

/** The event to which a key belongs. */
export interface KeyedEvent {
  readonly eventId: EventId
  /** Undefined when it is no longer in the ledger, because it was archived. */
  readonly event: LedgerEvent | undefined
}

interface KeyRow extends Record<string, unknown> {
  readonly key: string
  readonly entity_type: string
  readonly entity_id: string
  readonly event_id: EventId
}

/** Which of these keys are taken in a tenant, and by which events. */
export async function eventsByKey(
  db: Queryable,
  tenant: string,
  keys: readonly string[],
): Promise<ReadonlyMap<string, KeyedEvent>> {
  if (keys.length === 0) return new Map()
  const { rows } = await db.query<KeyRow>({
    name: 'docket-idempotency-keys',
    text: `
      select key, entity_type, entity_id, event_id from docket.idempotency_keys
      where tenant_id = $1 and key = any($2::text[])`,
    values: [tenant, keys],
  })
  const documents = Map.groupBy(rows, (row) => `${row.entity_type}/${row.entity_id}`)
  const events = new Map<EventId, LedgerEvent>()
  for (const ofDocument of documents.values()) {
    const [{ entity_type: entityType, entity_id: entityId }] = ofDocument as [KeyRow, ...KeyRow[]]
    const ids = ofDocument.map(({ event_id }) => event_id)
    for (const found of await eventsById(db, { tenant, entityType, entityId }, ids)) events.set(found.event.id, found)
  }
  return new Map(rows.map(({ key, event_id }) => [key, { eventId: event_id, event: events.get(event_id) }]))
}
