import { Hono } from 'hono'
import { ping } from '../ledger/pool.ts'
import type { HttpDeps, HttpEnv } from './env.ts'

/** `/healthz`: the process answers. `/readyz`: the database does too. */
export function healthRoutes({ db }: Pick<HttpDeps, 'db'>): Hono<HttpEnv> {
  return new Hono<HttpEnv>()
    .get('/healthz', (c) => c.json({ status: 'ok' }))
    .get('/readyz', async (c) => {
      await ping(db)
      return c.json({ status: 'ok' })
    })
}
