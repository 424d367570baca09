import pg from 'pg'
import { ImportUsageError } from '../errors.ts'
import type { Mapping } from '../mapping/mapping.ts'

/** Parts of a statement. */
export interface Selection {
  /** Named `source`. */
  readonly from: string
  /** Always the same: it ends with the key. */
  readonly orderBy: string
}

/** @throws ImportUsageError */
export function selectionOf(mapping: Mapping): Selection {
  const { table, query, order_by = [] } = mapping
  if ((table === undefined) === (query === undefined)) {
    throw new ImportUsageError('Of a Postgres the mapping names a "table", or a "query"')
  }
  const from = table === undefined ? `(\n${query}\n)` : tableName(table)
  const columns = [...order_by, keyOf(mapping)].map((column) => `source.${pg.escapeIdentifier(column)}`)
  return { from: `${from} as source`, orderBy: columns.join(', ') }
}

/** `orders`, or `shop.orders`. */
function tableName(table: string): string {
  return table.split('.').map(pg.escapeIdentifier).join('.')
}

function keyOf({ mode, key, entity_id }: Mapping): string {
  if (key !== undefined) return key
  if (mode === 'rows') return typeof entity_id === 'string' ? entity_id : entity_id.column
  throw new ImportUsageError('Of a Postgres the mapping names the "key": a column that is another one in each row')
}
