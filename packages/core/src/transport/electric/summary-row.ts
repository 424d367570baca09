import type { Row } from '@electric-sql/client'
import type { JsonValue } from '../../event/json.ts'
import type { SummaryRow } from '../messages.ts'

/** A row of the shape `summaries`. Undefined when it is of something else. */
export function summaryRow({ entity_type, entity_id, summary, seq }: Row): SummaryRow | undefined {
  if (typeof entity_type !== 'string' || typeof entity_id !== 'string' || typeof seq !== 'number') return undefined
  // It comes out of a jsonb column.
  return { entity: entity_type, id: entity_id, summary: summary as JsonValue, seq }
}
