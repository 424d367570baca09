import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { cors } from 'hono/cors'
import pg from 'pg'

/** What the small servers of those peers have in common that bring none: Hono on Postgres, open to every page. */
export function createRest(): { readonly app: Hono; readonly pool: pg.Pool } {
  const app = new Hono()
  app.use(cors())
  return { app, pool: new pg.Pool({ connectionString: process.env.DATABASE_URL }) }
}

export function serveRest(app: Hono): void {
  serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => console.log(JSON.stringify({ port })))
}
