import type { MiddlewareHandler } from 'hono'
import { bearerToken } from '../auth/bearer.ts'
import { TokenInvalidError } from '../auth/errors.ts'
import type { HttpDeps, HttpEnv } from './env.ts'
import { RetryLaterError } from './errors.ts'

/** Lets nobody pass without a valid token in the Authorization header; a token in a URL would end up in logs. */
export function authenticate({ tokens, rates }: Pick<HttpDeps, 'tokens' | 'rates'>): MiddlewareHandler<HttpEnv> {
  return async (c, next) => {
    const principal = await tokens.verify(bearerToken(c.req.header('authorization'))).catch((error: unknown) => {
      throw error instanceof TokenInvalidError ? wrongToken(error, c.var.address) : error
    })
    c.set('principal', principal)
    c.header('cache-control', 'no-store')
    await next()
  }

  /** A right token never suffers from wrong ones: there may be many behind one address. */
  function wrongToken(error: TokenInvalidError, address: string): Error {
    const retryAfterMs = rates.wrongTokens.tryTake(address, 1)
    if (retryAfterMs === 0) return error
    return new RetryLaterError('too_many_attempts', 'Too many wrong tokens came from this address', retryAfterMs)
  }
}
