import type { Values } from '../source/source.ts'
import { columnOf } from './column-rule.ts'
import type { Condition } from './mapping.ts'

/**
 * Is each named column one of the values that it should be? In a file of texts `5` is `"5"`.
 *
 * @throws RowError when there is no such column
 */
export function meets(values: Values, condition: Condition): boolean {
  return Object.entries(condition).every(([column, wanted]) => {
    const value = asText(columnOf(values, column))
    const isExcluding = typeof wanted === 'object' && wanted !== null && 'not' in wanted
    const list = isExcluding ? wanted.not : wanted
    const isListed = (Array.isArray(list) ? list : [list]).some((one) => asText(one) === value)
    return isListed !== isExcluding
  })
}

function asText(value: unknown): string | null {
  return value === null ? null : typeof value === 'object' ? JSON.stringify(value) : String(value)
}
