import type pg from 'pg'
import { BEFORE_ALL, type Offset, parseOffset } from './offset.ts'
import { type ShapeTable, shapeTable } from './shape-table.ts'

/** Which rows a shape has, and how it tells of them. */
export interface ShapeDefinition {
  /** `schema.table` */
  readonly table: string
  readonly where: string
  readonly params: readonly string[]
  readonly columns: readonly string[]
  readonly replica: 'default' | 'full'
  readonly log: 'full' | 'changes_only'
}

export interface ShapeRequest {
  readonly definition: ShapeDefinition
  readonly table: ShapeTable
  readonly offset: Offset | 'now'
  readonly handle: string | undefined
  readonly live: boolean
  readonly cursor: string
}

/** What is wrong with a request, a list of sentences for each parameter. */
export type Errors = Readonly<Record<string, readonly string[]>>

/** The parameters of `GET /v1/shape`, and what Electric says of wrong ones. */
export async function readRequest(pool: pg.Pool, query: URLSearchParams): Promise<ShapeRequest | Errors> {
  const text = query.get('offset')
  if (text === null) return { offset: ["can't be blank"] }
  const offset = parseOffset(text)
  if (offset === undefined) return { offset: ['has invalid format'] }
  const isStart = offset === 'now' || offset === BEFORE_ALL
  const handle = query.get('handle') ?? undefined
  if (!isStart && handle === undefined) return { handle: ["can't be blank when offset != -1"] }
  const live = query.has('live') && query.get('live') !== 'false'
  if (isStart && live) return { live: ["can't be true when offset == -1"] }
  if (query.has('live_sse')) return { live_sse: ['this server has no server-sent events'] }
  const name = query.get('table')
  if (name === null) return { table: ["can't be blank"] }
  const table = await shapeTable(pool, name)
  if (table === undefined) return { table: [`Table ${name} does not exist.`] }
  const columns = query.get('columns')?.split(',') ?? [...table.columns.keys()]
  const unknown = columns.filter((column) => !table.columns.has(column))
  if (unknown.length > 0) return { columns: [`The following columns are not found on the table: ${unknown}`] }
  const missing = table.key.filter((column) => !columns.includes(column))
  if (missing.length > 0) return { columns: [`Must include all primary key columns, missing: ${missing}`] }
  const definition: ShapeDefinition = {
    table: table.relation.join('.'),
    where: query.get('where') ?? 'true',
    params: paramsOf(query),
    columns,
    replica: query.get('replica') === 'full' ? 'full' : 'default',
    log: query.get('log') === 'changes_only' ? 'changes_only' : 'full',
  }
  return { definition, table, offset, handle: isStart ? undefined : handle, live, cursor: query.get('cursor') ?? '' }
}

export function isRequest(read: ShapeRequest | Errors): read is ShapeRequest {
  return 'definition' in read
}

function paramsOf(query: URLSearchParams): readonly string[] {
  const params: string[] = []
  for (let n = 1; query.has(`params[${n}]`); n++) params.push(query.get(`params[${n}]`) ?? '')
  return params
}
