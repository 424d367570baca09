import type { Rates } from '../../gate/rates.ts'
import { RetryLaterError } from '../errors.ts'

/**
 * Events of batches count as frames of the tenant's sockets do. A batch passes when nothing is owed, however large it is;
 * what it takes too much is owed then, and the next one waits.
 */
export function limitEvents(frames: Pick<Rates, 'take' | 'tryTake'>, tenant: string, events: number): void {
  const retryAfterMs = frames.tryTake(tenant, 1)
  if (retryAfterMs > 0) {
    throw new RetryLaterError('too_many_requests', 'The tenant sends too many events: send them later', retryAfterMs)
  }
  if (events > 1) frames.take(tenant, events - 1)
}
