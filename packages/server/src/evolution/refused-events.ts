import { type Entity, readPayload } from '@docket/core'
import { acceptedEvents } from '../ledger/accepted-events.ts'
import type { LedgerEvent } from '../ledger/event-row.ts'
import type { Queryable } from '../ledger/queryable.ts'
import type { Past } from './past.ts'

/** An accepted event whose payload a definition refuses. */
export interface RefusedEvent {
  readonly tenant: string
  readonly event: LedgerEvent
  /** Without anything of the payload, unless the schema's own messages repeat it. */
  readonly reason: string
}

export interface RefusedQuery {
  readonly tenant: string
  readonly entity: Entity
  readonly eventTypes: readonly string[]
  readonly past: Past
}

const BATCH = 500

/** Reads a tenant's events with a definition, upcasters and schema: those that it refuses, and that the past one did not. */
export async function* refusedEvents(
  db: Queryable,
  { tenant, entity, eventTypes, past }: RefusedQuery,
): AsyncGenerator<RefusedEvent> {
  let refused: RefusedEvent[] = []
  for await (const event of acceptedEvents(db, { tenant, entityType: entity.name, eventTypes })) {
    const reading = readPayload(entity, event.event)
    if (reading.kind !== 'invalid') continue
    refused.push({ tenant, event, reason: withoutPayload(reading.reason) })
    if (refused.length < BATCH) continue
    yield* await onlyNow(refused, entity, past)
    refused = []
  }
  yield* await onlyNow(refused, entity, past)
}

/** What a function of the application throws may repeat the payload. */
function withoutPayload(reason: string): string {
  return reason.startsWith('its payload could not be read') ? 'an upcaster or the schema throws' : reason
}

async function onlyNow(refused: readonly RefusedEvent[], entity: Entity, past: Past): Promise<RefusedEvent[]> {
  if (refused.length === 0) return []
  const before = await past.refuses(
    entity.name,
    refused.map(({ event }) => event),
  )
  return refused.filter((_, index) => before[index] !== true)
}
