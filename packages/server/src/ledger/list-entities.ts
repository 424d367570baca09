import type { Queryable } from './queryable.ts'
import { ENTITY_COLUMNS, type EntityColumns, type EntityRow, toEntityRow } from './read-entities.ts'

/** What a list is filtered and sorted by: a column, or a field of the summary. */
export type ListField = { readonly column: 'id' | 'seq' | 'created_at' | 'updated_at' } | { readonly summary: string }

/** A value to compare with, as text that Postgres reads as the field's type: JSON for a field of the summary. */
export type ListValue = string

export type Comparison = 'gt' | 'gte' | 'lt' | 'lte'

export type ListFilter =
  /** Is it one of these? */
  | { readonly field: ListField; readonly is: 'in' | 'not_in'; readonly values: readonly ListValue[] }
  /** Values of another JSON type are neither greater nor less. */
  | { readonly field: ListField; readonly is: Comparison; readonly value: ListValue }

/** The last entity of a page. */
export interface ListPlace {
  /** Its value of the field by which the list is sorted. */
  readonly value: ListValue
  readonly id: string
}

export interface EntityListQuery {
  readonly tenant: string
  readonly entityType: string
  readonly filters: readonly ListFilter[]
  readonly sort: { readonly field: ListField; readonly isDescending: boolean }
  readonly after?: ListPlace | undefined
  /** Only entities that have not changed since this number. */
  readonly unchangedSince?: number | undefined
  readonly limit: number
}

export interface ListedEntity extends EntityRow {
  /** What to pass as `after` to go on behind it. */
  readonly place: ListPlace
}

const COLUMNS = {
  id: { sql: 'entity_id', type: 'text' },
  seq: { sql: 'seq', type: 'bigint' },
  created_at: { sql: 'created_at', type: 'timestamptz' },
  updated_at: { sql: 'updated_at', type: 'timestamptz' },
} as const

const OPERATORS: Readonly<Record<Comparison, string>> = { gt: '>', gte: '>=', lt: '<', lte: '<=' }

/** Entities of one type. Fields that a summary lacks count as null, which sorts before all else. */
export async function listEntities(db: Queryable, query: EntityListQuery): Promise<ListedEntity[]> {
  const { tenant, entityType, filters, sort, after, unchangedSince, limit } = query
  const values: unknown[] = []
  const parameter = (value: unknown): string => `$${values.push(value)}`
  const where = [`tenant_id = ${parameter(tenant)}`, `entity_type = ${parameter(entityType)}`]
  for (const filter of filters) where.push(condition(filter, parameter))
  const key = expressionOf(sort.field, parameter)
  const direction = sort.isDescending ? 'desc' : 'asc'
  if (after !== undefined) {
    const beyond = sort.isDescending ? '<' : '>'
    // The columns of the index, where there is one.
    where.push(
      key === COLUMNS.id
        ? `entity_id ${beyond} ${parameter(after.id)}`
        : `(${key.sql}, entity_id) ${beyond} (${parameter(after.value)}::${key.type}, ${parameter(after.id)})`,
    )
  }
  if (unchangedSince !== undefined) where.push(`seq <= ${parameter(unchangedSince)}`)
  const { rows } = await db.query<EntityColumns & { readonly sort_key: string }>({
    text: `
      select ${ENTITY_COLUMNS}, (${key.sql})::text as sort_key from docket.entities
      where ${where.join(' and ')}
      order by ${key.sql} ${direction}, entity_id ${direction} limit ${parameter(limit)}`,
    values,
  })
  return rows.map((row) => ({ ...toEntityRow(row), place: { value: row.sort_key, id: row.entity_id } }))
}

type Parameter = (value: unknown) => string

/** Names of fields are parameters, as values are: nothing of a request becomes SQL. */
function expressionOf(field: ListField, parameter: Parameter): { readonly sql: string; readonly type: string } {
  if ('column' in field) return COLUMNS[field.column]
  return { sql: `coalesce(summary -> ${parameter(field.summary)}::text, 'null')`, type: 'jsonb' }
}

function condition(filter: ListFilter, parameter: Parameter): string {
  const { sql, type } = expressionOf(filter.field, parameter)
  switch (filter.is) {
    case 'in':
      return `${sql} = any(${parameter(filter.values)}::${type}[])`
    case 'not_in':
      return `${sql} <> all(${parameter(filter.values)}::${type}[])`
    default: {
      const value = `${parameter(filter.value)}::${type}`
      const compared = `${sql} ${OPERATORS[filter.is]} ${value}`
      return type === 'jsonb' ? `(jsonb_typeof(${sql}) = jsonb_typeof(${value}) and ${compared})` : compared
    }
  }
}

/** Which version of a list there is: it rises whenever an entity of this type changes, and whenever somebody is erased. */
export interface ListVersion {
  /** The number of the newest change. */
  readonly seq: number
  readonly erasures: number
}

export async function listVersion(db: Queryable, tenant: string, entityType: string): Promise<ListVersion> {
  const { rows } = await db.query<{ seq: string; erasures: number }>({
    name: 'docket-list-version',
    text: `
      select
        coalesce((select max(seq) from docket.entities where tenant_id = $1 and entity_type = $2), 0) as seq,
        coalesce((select erasures from docket.tenants where tenant_id = $1), 0) as erasures`,
    values: [tenant, entityType],
  })
  return { seq: Number(rows[0]?.seq ?? 0), erasures: rows[0]?.erasures ?? 0 }
}
