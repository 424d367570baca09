import { Hono } from 'hono'
import { eventsSince } from '../ledger/read-events.ts'
import { seqBefore } from '../ledger/seq-before.ts'
import type { HttpDeps, HttpEnv } from './env.ts'
import { eventMessage } from './event-message.ts'
import { limitOf, namePart, seqOf, timeOf } from './parameters.ts'

/**
 * `GET /v1/events/since`: the tenant's events in the order of their numbers; none is ever missing before `next`.
 *
 * `after=<seq>` is how to resume. `since=<RFC 3339>` leaves out what Postgres recorded before that time, so that a day
 * can be read without all that was before. It is the weaker of the two: it goes by the database's clock, which may have
 * been set back, so begin with it where a day begins and go on by `after`.
 */
export function eventRoutes({ db }: Pick<HttpDeps, 'db'>): Hono<HttpEnv> {
  return new Hono<HttpEnv>().get('/v1/events/since', async (c) => {
    const entityType = c.req.query('entity_type')
    const { tenant } = c.var.principal
    const since = c.req.query('since')
    const before = since === undefined ? 0 : await seqBefore(db, tenant, timeOf('since', since))
    const { events, next } = await eventsSince(db, {
      tenant,
      after: Math.max(before, seqOf('after', c.req.query('after'))),
      entityType: entityType && namePart('entity_type', entityType),
      limit: limitOf(c.req.query('limit')),
    })
    return c.json({ events: events.map(eventMessage), next })
  })
}
