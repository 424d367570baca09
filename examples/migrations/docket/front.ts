import { Hono } from 'hono'
import { oldClients } from './old-clients.ts'

/** In the old server's place: `/orders` is served from Docket, everything else as before. */
export function front(docket: string): Hono {
  const orders = oldClients(docket)
  return new Hono().all('/orders/*', (c) => orders(c.req.raw))
}
