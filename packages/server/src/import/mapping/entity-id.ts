import { isNamePart } from '@docket/core'
import { RowError } from '../errors.ts'
import type { Values } from '../source/source.ts'
import { columnOf } from './column-rule.ts'

/** How a row's own id becomes an entity's. */
export interface EntityIdRule {
  readonly column: string
  readonly prefix: string
  /** Write what an id cannot have as `_` and two digits of hex for each byte, `_` too: no two ids become one. */
  readonly isEscaped: boolean
}

/** @throws RowError */
export function entityIdOf(values: Values, rule: EntityIdRule): string {
  const raw = columnOf(values, rule.column)
  if (raw === null || raw === '') throw new RowError('entity_id_missing', `"${rule.column}" is empty`)
  if (typeof raw !== 'string' && typeof raw !== 'number') {
    throw new RowError('entity_id_invalid', `"${rule.column}" is neither a text nor a number`)
  }
  const text = String(raw)
  const id = rule.prefix + (rule.isEscaped ? escaped(text) : text)
  // Its type would make no string of one that is none.
  const isFit: boolean = isNamePart(id)
  if (isFit) return id
  const advice = rule.isEscaped
    ? 'take a shorter column, or make one in a query'
    : `write { "column": ${JSON.stringify(rule.column)}, "escape": true } in the mapping`
  throw new RowError(
    'entity_id_invalid',
    `"${id.slice(0, 80)}" is no id, which is 1 to 64 letters, digits, "_" and "-": ${advice}`,
  )
}

function escaped(text: string): string {
  return text.replace(/[^A-Za-z0-9-]/gu, (character) =>
    [...Buffer.from(character)].map((byte) => `_${byte.toString(16).padStart(2, '0')}`).join(''),
  )
}
