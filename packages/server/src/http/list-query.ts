import { z } from '@hono/zod-openapi'
import type {
  Comparison,
  EntityListQuery,
  ListedEntity,
  ListField,
  ListFilter,
  ListPlace,
} from '../ledger/list-entities.ts'
import { parseJson } from '../parse-json.ts'
import { rfc3339 } from '../rfc3339.ts'
import { BadRequestError } from './errors.ts'
import { integer, namePart, timeOf } from './parameters.ts'

/** What a list's query says besides `limit`. */
export type ListQuery = Pick<EntityListQuery, 'filters' | 'sort' | 'after' | 'unchangedSince'>

/** Parameters of a list that are no filters; a field of such a name is filtered by `name[eq]`. */
const OWN = new Set(['sort', 'limit', 'after'])
const OPERATORS = ['eq', 'ne', 'gt', 'gte', 'lt', 'lte'] as const
const MAX_FILTERS = 16
const MAX_VALUES = 100
const MAX_FIELD = 256

/**
 * Reads `?status=open&table_number[gte]=5&sort=-table_number&after=<cursor>`. Pure.
 *
 * @param queries all values of each parameter
 * @throws BadRequestError, DocumentNameError
 */
export function readListQuery(queries: Readonly<Record<string, readonly string[]>>): ListQuery {
  const given = Object.entries(queries).filter(([name]) => !OWN.has(name))
  if (given.length > MAX_FILTERS) throw new BadRequestError(`At most ${MAX_FILTERS} filters`)
  const filters = given.map(([name, values]) => filterOf(name, values))
  const sort = queries.sort?.[0] ?? 'id'
  const isDescending = sort.startsWith('-')
  const field = fieldOf(isDescending ? sort.slice(1) : sort)
  const cursor = queries.after?.[0]
  if (cursor === undefined) return { filters, sort: { field, isDescending } }
  return { filters, sort: { field, isDescending }, ...readCursor(cursor, sort) }
}

function filterOf(name: string, values: readonly string[]): ListFilter {
  const [, path = '', operator = 'eq'] = /^([^[\]]+)(?:\[(\w*)\])?$/.exec(name) ?? []
  if (path === '' || !isOperator(operator)) {
    throw new BadRequestError(
      `"${name.slice(0, 80)}" is no filter: write field=value or field[${OPERATORS.join('|')}]=value`,
    )
  }
  if (values.length > MAX_VALUES) throw new BadRequestError(`At most ${MAX_VALUES} values of ${path.slice(0, 80)}`)
  const field = fieldOf(path)
  const meant = values.map((value) => meaningsOf(field, path, value))
  if (operator === 'eq' || operator === 'ne') {
    return { field, is: operator === 'eq' ? 'in' : 'not_in', values: meant.flat() }
  }
  const [[value] = []] = meant
  if (value === undefined || meant.length > 1) throw new BadRequestError(`${name.slice(0, 80)} needs one value`)
  return { field, is: operator satisfies Comparison, value }
}

function isOperator(text: string): text is (typeof OPERATORS)[number] {
  return (OPERATORS as readonly string[]).includes(text)
}

function fieldOf(name: string): ListField {
  if (name === '' || name.length > MAX_FIELD || name.includes('\0')) {
    throw new BadRequestError(`"${name.slice(0, 80)}" is no field`)
  }
  return name === 'id' || name === 'seq' || name === 'created_at' || name === 'updated_at'
    ? { column: name }
    : { summary: name }
}

/** What a value may mean, the likeliest first: `7` is a number, or a text in a field of texts; `"7"` is a text. */
function meaningsOf(field: ListField, name: string, text: string): string[] {
  if (text.includes('\0')) throw new BadRequestError(`${name} has a NUL`)
  if ('summary' in field) return jsonMeaningsOf(text)
  if (field.column === 'id') return [text]
  if (field.column === 'seq') return [String(integer(name, text, 0, 0, Number.MAX_SAFE_INTEGER))]
  return [rfc3339(timeOf(name, text))]
}

const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/

function jsonMeaningsOf(text: string): string[] {
  const asText = JSON.stringify(text)
  if (/^(true|false|null)$/.test(text) || (NUMBER.test(text) && Number.isFinite(Number(text)))) return [text, asText]
  return [quoted(text) ?? asText]
}

function quoted(text: string): string | undefined {
  if (!/^".*"$/s.test(text)) return undefined
  try {
    return JSON.stringify(JSON.parse(text))
  } catch {
    return undefined
  }
}

const cursorSchema = z.strictObject({
  sort: z.string(),
  value: z.string(),
  id: z.string(),
  /** The number of the newest change when the first page was read. */
  until: z.int().nonnegative(),
})

/**
 * Where to go on behind an entity. By id that is its id. By anything else an entity may move while somebody pages, so the
 * cursor knows when the first page was read: what has changed since is on no later page, and so on none twice.
 */
export function cursorBehind({ place }: ListedEntity, sort: string, until: number): string {
  if (sort === 'id') return place.id
  return Buffer.from(JSON.stringify({ sort, ...place, until })).toString('base64url')
}

function readCursor(cursor: string, sort: string): { after: ListPlace; unchangedSince?: number } {
  if (sort === 'id') {
    const id = namePart('after', cursor)
    return { after: { value: id, id } }
  }
  const parsed = cursorSchema.safeParse(parseJson(Buffer.from(cursor, 'base64url').toString()))
  if (!parsed.success || parsed.data.sort !== sort) throw notACursor()
  const { value, id, until } = parsed.data
  return { after: { value, id }, unchangedSince: until }
}

export function notACursor(): BadRequestError {
  return new BadRequestError('after is not what the last page of a list with this sort gave as next')
}
