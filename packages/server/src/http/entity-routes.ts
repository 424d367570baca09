import { type Entity, eventIdOf, MAX_COUNTER, MAX_EVENT_MS } from '@docket/core'
import { Hono } from 'hono'
import { Fold } from '../audit/fold.ts'
import type { Queryable } from '../ledger/queryable.ts'
import { type EntityKey, type EntityRow, entityList, entityRow } from '../ledger/read-entities.ts'
import { eventsOfEntity } from '../ledger/read-events.ts'
import { rfc3339 } from '../rfc3339.ts'
import type { HttpDeps, HttpEnv } from './env.ts'
import { EntityNotServedError, NotFoundError } from './errors.ts'
import { limitOf, namePart, timeOf } from './parameters.ts'

/** `GET /v1/entities/:type` and `/v1/entities/:type/:id`, now or with `?at=` at a time. */
export function entityRoutes({ db, entities }: Pick<HttpDeps, 'db' | 'entities'>): Hono<HttpEnv> {
  const entityOf = (name: string): Entity => {
    const entity = entities.get(namePart('entity', name))
    if (entity === undefined) throw new EntityNotServedError(name)
    return entity
  }
  return new Hono<HttpEnv>()
    .get('/v1/entities/:type', async (c) => {
      const { name } = entityOf(c.req.param('type'))
      const limit = limitOf(c.req.query('limit'))
      const after = c.req.query('after')
      const { tenant } = c.var.principal
      const rows = await entityList(db, { tenant, entityType: name, after: after && namePart('after', after), limit })
      const next = rows.length < limit ? null : (rows.at(-1)?.entityId ?? null)
      return c.json({ entities: rows.map(entityBody), next })
    })
    .get('/v1/entities/:type/:id', async (c) => {
      const entity = entityOf(c.req.param('type'))
      const key = {
        tenant: c.var.principal.tenant,
        entityType: entity.name,
        entityId: namePart('id', c.req.param('id')),
      }
      const at = c.req.query('at')
      if (at !== undefined) return c.json(await stateAt(db, entity, key, timeOf('at', at)))
      const row = await entityRow(db, key)
      if (row === undefined) throw new NotFoundError(`${key.entityType} "${key.entityId}"`)
      return c.json(entityBody(row))
    })
}

function entityBody({ entityId, state, summary, seq, createdAtMs, updatedAtMs }: EntityRow) {
  return { id: entityId, state, summary, seq, created_at: rfc3339(createdAtMs), updated_at: rfc3339(updatedAtMs) }
}

/** The fold of the events whose time, by their devices' corrected clocks, is not after the given one. */
async function stateAt(db: Queryable, entity: Entity, key: EntityKey, atMs: number) {
  const fold = new Fold(entity)
  const events = atMs < 0 ? [] : eventsOfEntity(db, { ...key, upToId: lastIdOf(atMs) })
  let seq = 0
  for await (const event of events) {
    fold.add(event)
    seq = Math.max(seq, event.seq)
  }
  if (seq === 0) throw new NotFoundError(`${key.entityType} "${key.entityId}" at ${rfc3339(atMs)}`)
  return { id: key.entityId, state: fold.state, summary: entity.summary(fold.state), seq, at: rfc3339(atMs) }
}

/** The greatest id that an event of this millisecond can have. */
function lastIdOf(ms: number): string {
  return eventIdOf({ ms: Math.min(ms, MAX_EVENT_MS), counter: MAX_COUNTER }, new Uint8Array(8).fill(0xff))
}
