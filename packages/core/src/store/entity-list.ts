import type { CatalogueRow } from '../storage/storage.ts'
import type { Catalogue } from './catalogue.ts'
import { firstInOrder } from './first-in-order.ts'

/** One document in a list. The same object until something of it changes. */
export interface EntityRow<Summary> {
  readonly id: string
  readonly summary: Summary
  /** How many of its events are not yet known to be in Postgres. */
  readonly uncommitted: number
  /** How many rejected events nobody has resolved. */
  readonly rejected: number
}

/** Which summaries a list shows, in which order, and at most how many. */
export interface ListQuery<Summary> {
  readonly where?: ((summary: Summary) => boolean) | undefined
  /** A field of the summary, or how to compare two; ascending. Without it, in the order of ids. */
  readonly orderBy?: (keyof Summary & string) | ((a: Summary, b: Summary) => number) | undefined
  readonly limit?: number | undefined
}

/** The summaries that a query chooses. */
export interface EntityList<Summary> {
  /** The same array until a row in it changes. */
  rows(): readonly EntityRow<Summary>[]
  subscribe(listener: () => void): () => void
}

const entityRows = new WeakMap<CatalogueRow, EntityRow<unknown>>()

export function createEntityList<Summary>(
  catalogue: Catalogue,
  entity: string,
  query: ListQuery<Summary>,
): EntityList<Summary> {
  let version = -1
  let rows: readonly EntityRow<Summary>[] = []
  return {
    rows() {
      if (version === catalogue.version(entity)) return rows
      version = catalogue.version(entity)
      const chosen = selectRows<Summary>(catalogue.rows(entity), query)
      if (chosen.length !== rows.length || chosen.some((row, index) => row !== rows[index])) rows = chosen
      return rows
    },
    subscribe: (listener) => catalogue.subscribe(entity, listener),
  }
}

function selectRows<Summary>(
  rows: Iterable<CatalogueRow>,
  { where, orderBy, limit }: ListQuery<Summary>,
): readonly EntityRow<Summary>[] {
  const chosen: CatalogueRow[] = []
  for (const row of rows) {
    if (!row.empty && (where === undefined || where(summaryOf(row)))) chosen.push(row)
  }
  const compare = typeof orderBy === 'string' ? byField<Summary>(orderBy) : orderBy
  const inOrder = (a: CatalogueRow, b: CatalogueRow): number =>
    compare?.(summaryOf(a), summaryOf(b)) || byText(a.id, b.id)
  return firstInOrder(chosen, inOrder, limit).map((row) => toEntityRow<Summary>(row))
}

/** The summary of an entity's row was made by that entity's `summary`. */
function summaryOf<Summary>({ summary }: CatalogueRow): Summary {
  return summary as Summary
}

function toEntityRow<Summary>(row: CatalogueRow): EntityRow<Summary> {
  const known = entityRows.get(row)
  if (known !== undefined) return known as EntityRow<Summary>
  const { id, uncommitted, rejected } = row
  const entityRow: EntityRow<Summary> = { id, summary: summaryOf(row), uncommitted, rejected }
  entityRows.set(row, entityRow)
  return entityRow
}

function byField<Summary>(field: keyof Summary): (a: Summary, b: Summary) => number {
  return (a, b) => {
    const left: unknown = a[field]
    const right: unknown = b[field]
    if (typeof left === 'number' && typeof right === 'number') return left - right
    return byText(String(left ?? ''), String(right ?? ''))
  }
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
