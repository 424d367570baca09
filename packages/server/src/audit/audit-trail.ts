import type { Entity } from '@docket/core'
import type { Queryable } from '../ledger/queryable.ts'
import { type EntityKey, entityRow } from '../ledger/read-entities.ts'
import { eventsOfEntity, newestSeq } from '../ledger/read-events.ts'
import { rfc3339 } from '../rfc3339.ts'
import { type AuditEvent, auditEvent } from './audit-event.ts'
import { changesOf, explainEvents } from './explain-events.ts'
import { Fold } from './fold.ts'

export interface AuditHeader {
  readonly tenant: string
  readonly entity_type: string
  readonly entity_id: string
  readonly exported_at: string
  /** The state that follows from the events. */
  readonly state: unknown
  /** The tenant's number of the newest of them. */
  readonly seq: number
}

/** All that happened to one entity, as of one moment. */
export interface AuditTrail {
  readonly header: AuditHeader
  /** In the order of their ids; read page by page. */
  readonly events: AsyncIterable<AuditEvent>
}

/**
 * The audit trail of an entity; undefined when it has no events.
 *
 * @param entity the definition with which the trail is explained. Without it events have no `effect`, and the state is
 *   the one that the server keeps
 */
export async function auditTrail(
  db: Queryable,
  key: EntityKey,
  entity: Entity | undefined,
  nowMs: number,
  upToSeq?: number,
): Promise<AuditTrail | undefined> {
  // Events that are committed during the export are not part of it, wherever their place in the order is.
  const seq = upToSeq ?? (await newestSeq(db, key))
  if (seq === undefined) return undefined
  const read = () => eventsOfEntity(db, { ...key, upToSeq: seq })
  const state = entity === undefined ? (await entityRow(db, key))?.state : await foldAll(new Fold(entity), read())
  const { tenant, entityType, entityId } = key
  return {
    header: {
      tenant,
      entity_type: entityType,
      entity_id: entityId,
      exported_at: rfc3339(nowMs),
      state: state ?? null,
      seq,
    },
    events: explain(entity, read()),
  }
}

async function foldAll(fold: Fold, events: ReturnType<typeof eventsOfEntity>): Promise<unknown> {
  for await (const event of events) fold.add(event)
  return fold.state
}

async function* explain(
  entity: Entity | undefined,
  events: ReturnType<typeof eventsOfEntity>,
): AsyncGenerator<AuditEvent> {
  if (entity === undefined) {
    for await (const event of events) yield auditEvent(event)
    return
  }
  for await (const { entry, effect, changes, before } of explainEvents(entity, events)) {
    yield auditEvent(entry, effect, changesOf(before, changes))
  }
}
