import type { Context, MiddlewareHandler } from 'hono'
import type { Rates } from '../gate/rates.ts'
import type { HttpEnv } from './env.ts'
import { RetryLaterError } from './errors.ts'

/** Refuses what is over a rate; whom the rate counts says `keyOf`. */
export function limitRequests(rates: Rates, keyOf: (c: Context<HttpEnv>) => string): MiddlewareHandler<HttpEnv> {
  return async (c, next) => {
    const retryAfterMs = rates.tryTake(keyOf(c), 1)
    if (retryAfterMs > 0) {
      throw new RetryLaterError(
        'too_many_requests',
        'Too many requests: send fewer, or ask for more at a time',
        retryAfterMs,
      )
    }
    await next()
  }
}
