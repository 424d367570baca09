import type { RejectedEvent, StoreRejections } from '@docket/core'
import { useStore } from './docket-provider.tsx'
import { useUnsettled } from './use-unsettled.ts'

/** What `useRejections` gives. */
export interface RejectionsView {
  /** Everything that the server rejected and nobody has resolved, the newest first; the same array until it changes. */
  readonly entries: readonly RejectedEvent[]
  /** Records it again, as it is or amended, or dismisses it with a reason. */
  readonly resolve: StoreRejections['resolve']
}

/** What the server rejected, of all documents of this device, and how to settle it. Nothing on a server. */
export function useRejections(): RejectionsView {
  return useUnsettled(useStore().rejections)
}
