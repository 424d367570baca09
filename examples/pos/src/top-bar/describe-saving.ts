import type { SyncStatus } from '@docket/core'
import { formatElapsed } from '../lib/clock.ts'

/** Less is no wait: it is on its way. */
const NOTABLE_WAIT_MS = 60_000

export interface SavingLine {
  readonly count: number
  readonly label: string
  /** How long the oldest has waited, where that is worth a word. */
  readonly wait?: string
}

/** How long the oldest change has waited for the server, if that is worth a word. */
export function waitOf({ oldestUncommittedAt }: SyncStatus, nowMs: number): string | undefined {
  const waited = oldestUncommittedAt === undefined ? 0 : nowMs - oldestUncommittedAt
  return waited < NOTABLE_WAIT_MS ? undefined : formatElapsed(waited)
}

/** All that is not safe yet or needs somebody, and all that is not so as well. */
export function describeSaving(status: SyncStatus, nowMs: number): readonly SavingLine[] {
  const wait = waitOf(status, nowMs)
  return [
    { count: status.unsaved, label: 'not yet on this device' },
    { count: status.uncommitted, label: 'not yet on the server', ...(wait !== undefined && { wait }) },
    { count: status.rejected, label: 'rejected by the server' },
    { count: status.quarantined, label: 'kept aside on this till' },
  ]
}
