import { dehydrate, hydrate, type QueryClient } from '@tanstack/query-core'
import { openDB } from 'idb'

const KEPT_EVERY_MS = 1_000

/**
 * Keeps what queries have brought in IndexedDB, at most once a second, as TanStack Query's persisters do; those are of
 * another version than TanStack DB's Query at the moment. Resolves when what was kept is back; what it gives ends it.
 */
export async function keepQueries(queryClient: QueryClient): Promise<() => Promise<void>> {
  const database = await openDB('queries', 1, { upgrade: (db) => void db.createObjectStore('client') })
  const kept = await database.get('client', 'all')
  if (kept !== undefined) hydrate(queryClient, kept)
  let timer: ReturnType<typeof setTimeout> | undefined
  const keep = async (): Promise<void> => {
    timer = undefined
    await database.put('client', dehydrate(queryClient), 'all')
  }
  const stop = queryClient.getQueryCache().subscribe(() => {
    timer ??= setTimeout(() => void keep(), KEPT_EVERY_MS)
  })
  return async () => {
    stop()
    clearTimeout(timer)
    await keep()
    database.close()
  }
}
