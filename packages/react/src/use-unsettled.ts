import { useMemo, useSyncExternalStore } from 'react'

interface Unsettled<Entry, Resolve> {
  entries(): readonly Entry[]
  subscribe(listener: () => void): () => void
  readonly resolve: Resolve
}

const NOTHING: readonly never[] = []

/** What waits for somebody's decision, and how to settle it. Nothing on a server. */
export function useUnsettled<Entry, Resolve>(
  source: Unsettled<Entry, Resolve>,
): { readonly entries: readonly Entry[]; readonly resolve: Resolve } {
  const entries = useSyncExternalStore(source.subscribe, source.entries, () => NOTHING)
  return useMemo(() => ({ entries, resolve: source.resolve }), [entries, source])
}
