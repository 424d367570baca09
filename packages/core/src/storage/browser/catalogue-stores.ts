import type { CatalogueRow } from '../storage.ts'
import type { Stores } from './open-stores.ts'

/** Rows that have changed since the pages were written; the key is [tenant, entity, id]. */
export const CHANGES = 'catalogue-changes'
/** All other rows, many in one JSON text, which is read ten times as fast as row by row; the key is [tenant, number]. */
export const PAGES = 'catalogue-pages'
/** What the device knows besides; the key is the tenant. */
export const FACTS = 'facts'

export const CATALOGUE_STORES: Stores = { [CHANGES]: {}, [PAGES]: {}, [FACTS]: {} }

const ROWS_A_PAGE = 500

/** All keys of a tenant: arrays sort after text and numbers. */
export function keysOf(tenant: string): IDBKeyRange {
  return IDBKeyRange.bound([tenant], [tenant, []])
}

/** The rows of the pages, in the place of some of them those that have changed since. */
export function joinRows(pages: readonly string[], changes: readonly CatalogueRow[]): CatalogueRow[] {
  const rows = pages.flatMap((page) => JSON.parse(page) as CatalogueRow[])
  if (changes.length === 0) return rows
  const byKey = new Map([...rows, ...changes].map((row) => [`${row.entity}/${row.id}`, row]))
  return [...byKey.values()]
}

export function pagesOf(rows: readonly CatalogueRow[]): string[] {
  const count = Math.ceil(rows.length / ROWS_A_PAGE)
  return Array.from({ length: count }, (_, page) =>
    JSON.stringify(rows.slice(page * ROWS_A_PAGE, (page + 1) * ROWS_A_PAGE)),
  )
}
