import type { Entity } from '@docket/core'
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { stateAt } from '../audit/state-at.ts'
import { type EntityKey, entityList, entityRow } from '../ledger/read-entities.ts'
import { rfc3339 } from '../rfc3339.ts'
import { entityBody, entitySchema } from './entity-schema.ts'
import type { HttpDeps, HttpEnv } from './env.ts'
import { EntityNotServedError, NotFoundError } from './errors.ts'
import { createRoutes } from './openapi/create-routes.ts'
import { jsonResponse } from './openapi/json-response.ts'
import { problems } from './openapi/problem-responses.ts'
import { limitParam, nameParam, timeParam } from './parameters.ts'

const tags = ['entities']

const list = createRoute({
  method: 'get',
  path: '/v1/entities/{type}',
  operationId: 'listEntities',
  tags,
  summary: 'Entities of one type',
  request: {
    params: z.object({ type: nameParam('entity') }),
    query: z.object({ limit: limitParam, after: nameParam('after').optional() }),
  },
  responses: {
    200: jsonResponse('A page.', z.object({ entities: z.array(entitySchema), next: z.string().nullable() })),
    ...problems('bad_request', 'document_name_invalid', 'entity_unknown'),
  },
})

const one = createRoute({
  method: 'get',
  path: '/v1/entities/{type}/{id}',
  operationId: 'getEntity',
  tags,
  summary: 'One entity, now or as it was at a time',
  request: {
    params: z.object({ type: nameParam('entity'), id: nameParam('id') }),
    query: z.object({
      at: timeParam('at', 'By the devices’ corrected clocks: what had happened by then.').optional(),
    }),
  },
  responses: {
    200: jsonResponse(
      'The entity.',
      z.union([
        entitySchema,
        z
          .object({
            id: z.string(),
            state: z.unknown(),
            summary: z.unknown(),
            seq: z.int(),
            at: z.iso.datetime(),
          })
          .openapi('EntityAt'),
      ]),
    ),
    ...problems('bad_request', 'document_name_invalid', 'entity_unknown', 'not_found'),
  },
})

/** `GET /v1/entities/:type` and `/v1/entities/:type/:id`, now or with `?at=` at a time. */
export function entityRoutes({ db, entities }: Pick<HttpDeps, 'db' | 'entities'>): OpenAPIHono<HttpEnv> {
  const entityOf = (name: string): Entity => {
    const entity = entities.get(name)
    if (entity === undefined) throw new EntityNotServedError(name)
    return entity
  }
  const routes = createRoutes()
  routes.openapi(list, async (c) => {
    const { name } = entityOf(c.req.valid('param').type)
    const { limit, after } = c.req.valid('query')
    const rows = await entityList(db, { tenant: c.var.principal.tenant, entityType: name, after, limit })
    const next = rows.length < limit ? null : (rows.at(-1)?.entityId ?? null)
    return c.json({ entities: rows.map(entityBody), next }, 200)
  })
  routes.openapi(one, async (c) => {
    const { type, id } = c.req.valid('param')
    const { at } = c.req.valid('query')
    const entity = entityOf(type)
    const key = { tenant: c.var.principal.tenant, entityType: type, entityId: id }
    if (at !== undefined) return c.json(await bodyAt(entity, key, at), 200)
    const row = await entityRow(db, key)
    if (row === undefined) throw new NotFoundError(`${type} "${id}"`)
    return c.json(entityBody(row), 200)
  })
  return routes

  async function bodyAt(entity: Entity, key: EntityKey, atMs: number) {
    const at = rfc3339(atMs)
    const found = await stateAt(db, entity, key, atMs)
    if (found === undefined) throw new NotFoundError(`${key.entityType} "${key.entityId}" at ${at}`)
    const { state, seq } = found
    return { id: key.entityId, state, summary: entity.summary(state), seq, at }
  }
}
