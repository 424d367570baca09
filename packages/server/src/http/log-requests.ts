import type { MiddlewareHandler } from 'hono'
import type { Logger } from '../logger.ts'
import type { HttpEnv } from './env.ts'

const PROBES = /^\/(healthz|readyz|metrics)$/

/** One line a request: neither headers nor queries nor bodies, which hold tokens and payloads. */
export function logRequests(logger: Logger): MiddlewareHandler<HttpEnv> {
  return async (c, next) => {
    const startedMs = performance.now()
    await next()
    const { status } = c.res
    const ms = Math.round(performance.now() - startedMs)
    const principal = c.get('principal') as HttpEnv['Variables']['principal'] | undefined
    const line = {
      request: c.var.requestId,
      method: c.req.method,
      path: c.req.path,
      status,
      ms,
      tenant: principal?.tenant,
    }
    if (PROBES.test(c.req.path)) logger.debug(line, 'request')
    else if (status >= 500) logger.error(line, 'request failed')
    else logger.info(line, 'request')
  }
}
