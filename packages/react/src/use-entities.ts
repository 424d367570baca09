import type { EntityRow, ListQuery } from '@docket/core'
import { useCallback, useMemo } from 'react'
import { useStore } from './docket-provider.tsx'
import { useKeptValue } from './use-kept-value.ts'

const NO_ROWS: readonly never[] = []

/**
 * Summaries of the documents of an entity; opens none of them. A row is the same object until something of it changes,
 * so a memoized row component renders only then. The query's functions may be written inline. Empty on a server.
 *
 *     const orders = useEntities(order, { where: (o) => o.status === 'open', orderBy: 'table_number' })
 */
export function useEntities<Summary>(
  entity: { readonly name: string; summary(state: never): Summary },
  { where, orderBy, limit }: ListQuery<Summary> = {},
): readonly EntityRow<Summary>[] {
  const store = useStore()
  const subscribe = useCallback((listener: () => void) => store.list(entity).subscribe(listener), [store, entity])
  const rows = useMemo(() => store.list(entity, { where, orderBy, limit }).rows, [store, entity, where, orderBy, limit])
  return useKeptValue<readonly EntityRow<Summary>[]>(subscribe, rows, noRows)
}

function noRows(): readonly never[] {
  return NO_ROWS
}
