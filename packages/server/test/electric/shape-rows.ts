import pg from 'pg'
import type { LogItem } from './shape-log.ts'
import type { ShapeRequest } from './shape-request.ts'

type Shape = Pick<ShapeRequest, 'definition' | 'table'>
type TextRow = Readonly<Record<string, string | null>>

/** The rows that a shape has, and which transactions they are of. */
export async function readSnapshot(
  pool: pg.Pool,
  { definition, table }: Shape,
): Promise<{ readonly rows: readonly TextRow[]; readonly snapshot: string }> {
  const client = await pool.connect()
  try {
    await client.query('begin isolation level repeatable read read only')
    const { rows: at } = await client.query<{ snapshot: string }>('select pg_current_snapshot()::text as snapshot')
    const { rows } = await client.query<{ row: TextRow }>(
      `select ${rowOf(definition.columns)} as row from ${table.sql} where ${definition.where}
       ${definition.log === 'full' ? '' : 'limit 0'}`,
      [...definition.params],
    )
    return { rows: rows.map(({ row }) => row), snapshot: at[0]?.snapshot ?? '' }
  } finally {
    await client.query('rollback')
    client.release()
  }
}

/** Has what was read seen this transaction? */
export function isSeen(snapshot: string, txid: bigint): boolean {
  const [min = '', max = '', running = ''] = snapshot.split(':')
  if (txid < BigInt(min)) return true
  return txid < BigInt(max) && !running.split(',').includes(String(txid))
}

/** Of changed rows, each as it was and as it is, where the shape has it: Postgres itself decides which it has. */
export async function rowsInShape(
  pool: pg.Pool,
  { definition, table }: Shape,
  changes: readonly { readonly old: unknown; readonly new: unknown }[],
): Promise<readonly { readonly old: TextRow | null; readonly new: TextRow | null }[]> {
  const inShape = (side: string): string => `
    (select ${rowOf(definition.columns)}
     from jsonb_populate_record(null::${table.sql}, nullif(c.change -> '${side}', 'null')) where ${definition.where})`
  const { rows } = await pool.query<{ old: TextRow | null; new: TextRow | null }>(
    `select ${inShape('old')} as old, ${inShape('new')} as new
     from jsonb_array_elements($${definition.params.length + 1}::jsonb) with ordinality as c(change, place) order by place`,
    [...definition.params, JSON.stringify(changes.map((change) => ({ old: change.old, new: change.new })))],
  )
  return rows
}

export function insertOf(shape: Shape, row: TextRow, offset: LogItem['offset'], headers: object = {}): LogItem {
  return item(shape, row, offset, { value: row, headers: { operation: 'insert', ...headers } })
}

/** Undefined when the shape does not show what has changed. */
export function changeOf(
  shape: Shape,
  before: TextRow | null,
  after: TextRow | null,
  offset: LogItem['offset'],
  headers: object,
): LogItem | undefined {
  const { replica } = shape.definition
  if (after !== null && before === null) return insertOf(shape, after, offset, headers)
  if (after === null) {
    if (before === null) return undefined
    const value = replica === 'full' ? before : pick(before, shape.table.key)
    return item(shape, before, offset, { value, headers: { operation: 'delete', ...headers } })
  }
  const changed = Object.keys(after).filter((column) => after[column] !== before?.[column])
  if (changed.length === 0) return undefined
  const value = replica === 'full' ? after : pick(after, [...shape.table.key, ...changed])
  return item(shape, after, offset, {
    value,
    ...(replica === 'full' && { old_value: pick(before ?? {}, changed) }),
    headers: { operation: 'update', ...headers },
  })
}

function item(
  { table }: Shape,
  row: TextRow,
  offset: LogItem['offset'],
  message: { readonly value: TextRow; readonly old_value?: TextRow; readonly headers: object },
): LogItem {
  const key = [table.relation.map((part) => `"${part}"`).join('.'), ...table.key.map((column) => `"${row[column]}"`)]
  const headers = { ...message.headers, relation: table.relation }
  return { offset, message: { ...message, key: key.join('/'), headers } }
}

function pick(row: TextRow, columns: readonly string[]): TextRow {
  return Object.fromEntries(columns.map((column) => [column, row[column] ?? null]))
}

function rowOf(columns: readonly string[]): string {
  const pairs = columns.map((column) => `${pg.escapeLiteral(column)}, ${pg.escapeIdentifier(column)}::text`)
  return `json_build_object(${pairs.join(', ')})`
}
