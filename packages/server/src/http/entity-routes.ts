import type { Entity } from '@docket/core'
import { Hono } from 'hono'
import { stateAt } from '../audit/state-at.ts'
import type { Queryable } from '../ledger/queryable.ts'
import { type EntityKey, type EntityRow, entityList, entityRow } from '../ledger/read-entities.ts'
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
      if (at !== undefined) return c.json(await bodyAt(db, entity, key, timeOf('at', at)))
      const row = await entityRow(db, key)
      if (row === undefined) throw new NotFoundError(`${key.entityType} "${key.entityId}"`)
      return c.json(entityBody(row))
    })
}

function entityBody({ entityId, state, summary, seq, createdAtMs, updatedAtMs }: EntityRow) {
  return { id: entityId, state, summary, seq, created_at: rfc3339(createdAtMs), updated_at: rfc3339(updatedAtMs) }
}

async function bodyAt(db: Queryable, entity: Entity, key: EntityKey, atMs: number) {
  const at = rfc3339(atMs)
  const found = await stateAt(db, entity, key, atMs)
  if (found === undefined) throw new NotFoundError(`${key.entityType} "${key.entityId}" at ${at}`)
  const { state, seq } = found
  return { id: key.entityId, state, summary: entity.summary(state), seq, at }
}
