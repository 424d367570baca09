import type { QuarantinedDocument, StoreQuarantine } from '@docket/core'
import { useMemo, useSyncExternalStore } from 'react'
import { useStore } from './docket-provider.tsx'

export interface QuarantineView {
  /** What is kept aside, one entry a document; the same array until something changes. */
  readonly entries: readonly QuarantinedDocument[]
  /** Records it again, or dismisses it with a reason. */
  readonly resolve: StoreQuarantine['resolve']
}

const NOTHING: readonly QuarantinedDocument[] = []

/** What the server refused and this device keeps aside, and how to settle it. Nothing on a server. */
export function useQuarantine(): QuarantineView {
  const { quarantine } = useStore()
  const entries = useSyncExternalStore(quarantine.subscribe, quarantine.entries, () => NOTHING)
  return useMemo(() => ({ entries, resolve: quarantine.resolve }), [entries, quarantine])
}
