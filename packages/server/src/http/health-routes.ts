import { Hono } from 'hono'
import type { HttpDeps, HttpEnv } from './env.ts'
import { problemResponse } from './problem.ts'

/**
 * `/healthz`: the process answers. `/readyz`: it can also commit, now. `/metrics`: for Prometheus. All are open, and
 * show nothing of any tenant.
 */
export function healthRoutes({ readiness, metrics }: Pick<HttpDeps, 'readiness' | 'metrics'>): Hono<HttpEnv> {
  return new Hono<HttpEnv>()
    .get('/healthz', (c) => c.json({ status: 'ok' }))
    .get('/readyz', async (c) => {
      c.header('cache-control', 'no-store')
      try {
        await readiness.check()
        return c.json({ status: 'ok' })
      } catch (error) {
        return problemResponse(c, error)
      }
    })
    .get('/metrics', async (c) => c.body(await metrics.text(), 200, { 'content-type': metrics.contentType }))
}
