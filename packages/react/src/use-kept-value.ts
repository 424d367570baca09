import { useEffect, useMemo, useRef, useSyncExternalStore } from 'react'
import { isShallowEqual } from './is-shallow-equal.ts'

/**
 * useSyncExternalStore for values that are computed and so may be equal without being identical: an equal value is the
 * one that is on screen already. `compute` returns the same object until its source or its own identity changes.
 */
export function useKeptValue<T>(
  subscribe: (listener: () => void) => () => void,
  compute: () => T,
  computeOnServer: () => T,
): T {
  const shown = useRef<{ readonly value: T } | undefined>(undefined)
  const keep = useMemo(() => keepEqual(compute, shown), [compute])
  const value = useSyncExternalStore(subscribe, keep, computeOnServer)
  useEffect(() => {
    shown.current = { value }
  }, [value])
  return value
}

function keepEqual<T>(compute: () => T, shown: { readonly current: { readonly value: T } | undefined }): () => T {
  let kept: { readonly value: T } | undefined
  return () => {
    const value = compute()
    kept ??= shown.current
    if (kept === undefined || !isShallowEqual(kept.value, value)) kept = { value }
    return kept.value
  }
}
