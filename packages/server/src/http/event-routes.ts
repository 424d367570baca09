import { Hono } from 'hono'
import { eventsSince } from '../ledger/read-events.ts'
import type { HttpDeps, HttpEnv } from './env.ts'
import { eventMessage } from './event-message.ts'
import { limitOf, namePart, seqOf } from './parameters.ts'

/** `GET /v1/events/since`: the tenant's events in the order of their numbers; none is ever missing before `next`. */
export function eventRoutes({ db }: Pick<HttpDeps, 'db'>): Hono<HttpEnv> {
  return new Hono<HttpEnv>().get('/v1/events/since', async (c) => {
    const entityType = c.req.query('entity_type')
    const { events, next } = await eventsSince(db, {
      tenant: c.var.principal.tenant,
      after: seqOf('after', c.req.query('after')),
      entityType: entityType && namePart('entity_type', entityType),
      limit: limitOf(c.req.query('limit')),
    })
    return c.json({ events: events.map(eventMessage), next })
  })
}
