import type { QuarantinedDocument, StoreQuarantine } from '@docket/core'
import { useStore } from './docket-provider.tsx'
import { useUnsettled } from './use-unsettled.ts'

/** What `useQuarantine` gives. */
export interface QuarantineView {
  /** What is kept aside, one entry a document; the same array until something changes. */
  readonly entries: readonly QuarantinedDocument[]
  /** Records it again, or dismisses it with a reason. */
  readonly resolve: StoreQuarantine['resolve']
}

/** What the server refused and this device keeps aside, and how to settle it. Nothing on a server. */
export function useQuarantine(): QuarantineView {
  return useUnsettled(useStore().quarantine)
}
