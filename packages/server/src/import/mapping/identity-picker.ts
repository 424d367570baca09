import { RowError } from '../errors.ts'
import type { SourceRow } from '../source/source.ts'
import { columnOf } from './column-rule.ts'
import { type EntityIdRule, entityIdOf } from './entity-id.ts'
import type { Mapping } from './mapping.ts'

/** Which entity a row is about, and what the source calls the row. */
export interface Identity {
  readonly entityId: string
  readonly key: string
}

/** @throws RowError */
export function identityPicker({ mode, entity_id, key }: Mapping): (row: SourceRow) => Identity {
  const rule = entityIdRule(entity_id)
  // A row that becomes an entity is known by that; an event has a name of its own, or its place in the file.
  const keyColumn = key ?? (mode === 'rows' ? rule.column : undefined)
  return ({ number, values }) => ({
    entityId: entityIdOf(values, rule),
    key: keyColumn === undefined ? `line ${number}` : keyIn(columnOf(values, keyColumn), keyColumn),
  })
}

function entityIdRule(rule: Mapping['entity_id']): EntityIdRule {
  if (typeof rule === 'string') return { column: rule, prefix: '', isEscaped: false }
  return { column: rule.column, prefix: rule.prefix, isEscaped: rule.escape }
}

export function keyIn(value: unknown, column: string): string {
  if (typeof value === 'number' || (typeof value === 'string' && value !== '')) return String(value)
  throw new RowError('value_invalid', `"${column}" is the key, and neither a text nor a number`)
}
