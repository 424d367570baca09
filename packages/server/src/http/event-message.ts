import { type AuditEvent, auditEvent } from '../audit/audit-event.ts'
import type { LedgerEvent } from '../ledger/event-row.ts'

/** A committed event as it goes to clients that do not speak Yjs. */
export interface EventMessage extends AuditEvent {
  readonly entity_type: string
  readonly entity_id: string
}

export function eventMessage(event: LedgerEvent): EventMessage {
  return { entity_type: event.entityType, entity_id: event.entityId, ...auditEvent(event) }
}
