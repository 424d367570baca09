import type { AuditEvent } from './audit-event.ts'
import type { AuditTrail } from './audit-trail.ts'
import { csvLines } from './csv-lines.ts'

const COLUMNS: readonly (keyof AuditEvent)[] = [
  'event_id',
  'seq',
  'event_type',
  'occurred_at',
  'occurred_at_ms',
  'recorded_at',
  'skew_ms',
  'actor_id',
  'device_id',
  'submitted_by',
  'payload',
  'schema_version',
  'ref',
  'verdict',
  'reject_code',
  'reject_reason',
  'effect',
  'reason',
]

/**
 * A row an event (RFC 4180, UTF-8 with a byte order mark, which Excel needs), the entity in front of each; payloads are
 * JSON, and what is null is empty.
 *
 * Spreadsheets run a text that begins with `=`, `+`, `-`, `@`, a tab or a carriage return as a formula, and such a text
 * may come from a hostile device: it gets an apostrophe in front. Who needs the exact text takes JSON.
 */
export async function* writeCsv({ header, events }: AuditTrail): AsyncGenerator<string> {
  const { tenant, entity_type, entity_id } = header
  yield `\uFEFF${csvLines([['tenant', 'entity_type', 'entity_id', ...COLUMNS]])}`
  for await (const event of events)
    yield csvLines([[tenant, entity_type, entity_id, ...COLUMNS.map((name) => event[name])]])
}
