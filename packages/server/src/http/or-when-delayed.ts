import type { CommitDelay } from '../ledger/commit-delay.ts'
import { CommittingDelayedError } from '../operation/readiness.ts'

/**
 * What `work` gives, but not longer than committing goes on: a request must be answered. What was handed in stays on its
 * way. While commits are delayed, nothing that has to be committed is begun.
 *
 * @throws CommittingDelayedError
 */
export async function orWhenDelayed<T>(
  delay: Pick<CommitDelay, 'isDelayed' | 'subscribe'>,
  isToBeCommitted: boolean,
  work: () => Promise<T>,
): Promise<T> {
  if (!isToBeCommitted) return work()
  if (delay.isDelayed) throw new CommittingDelayedError()
  const { promise, reject } = Promise.withResolvers<never>()
  const unsubscribe = delay.subscribe((isDelayed) => isDelayed && reject(new CommittingDelayedError()))
  try {
    return await Promise.race([work(), promise])
  } finally {
    unsubscribe()
  }
}
