import type { MiddlewareHandler } from 'hono'
import { bearerToken } from '../auth/bearer.ts'
import type { Tokens } from '../auth/tokens.ts'
import type { HttpEnv } from './env.ts'

/** Lets nobody pass without a valid token in the Authorization header; a token in a URL would end up in logs. */
export function authenticate(tokens: Tokens): MiddlewareHandler<HttpEnv> {
  return async (c, next) => {
    c.set('principal', await tokens.verify(bearerToken(c.req.header('authorization'))))
    c.header('cache-control', 'no-store')
    await next()
  }
}
