import type { Entity } from '@docket/core'
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { stateAt } from '../audit/state-at.ts'
import { isAboutData } from '../ledger/is-about-data.ts'
import { listEntities, listVersion } from '../ledger/list-entities.ts'
import { type EntityKey, entityVersion } from '../ledger/read-entities.ts'
import { rfc3339 } from '../rfc3339.ts'
import { entityBody, entitySchema } from './entity-schema.ts'
import type { HttpDeps, HttpEnv } from './env.ts'
import { BadRequestError, EntityNotServedError, NotFoundError } from './errors.ts'
import { isPrivatelyNotModified } from './etag.ts'
import { cursorBehind, notACursor, readListQuery } from './list-query.ts'
import { createRoutes } from './openapi/create-routes.ts'
import { jsonResponse } from './openapi/json-response.ts'
import { problems } from './openapi/problem-responses.ts'
import { limitParam, nameParam, timeParam } from './parameters.ts'

const tags = ['entities']
const unchanged = { 304: { description: 'Nothing has changed since `If-None-Match`.' } }

const list = createRoute({
  method: 'get',
  path: '/v1/entities/{type}',
  operationId: 'listEntities',
  tags,
  summary: 'Entities of one type',
  description: [
    'Any other parameter is a filter, by a field of the summary or by `id`, `seq`, `created_at`, `updated_at`: `status=open`, `table_number[gte]=5`, with `eq`, `ne`, `gt`, `gte`, `lt`, `lte`. Several values of one field are alternatives. `7` is a number, or a text where a field has texts; `"7"` is a text.',
    'Each entity is on at most one page, and none is missed that does not change meanwhile.',
  ].join('\n\n'),
  request: {
    params: z.object({ type: nameParam('entity') }),
    query: z.object({
      sort: z.string().default('id').openapi({ description: 'A field as above; `-` before it: from the greatest on.' }),
      limit: limitParam,
      after: z.string().optional().openapi({ description: 'The `next` of the page before, with the same `sort`.' }),
    }),
  },
  responses: {
    200: jsonResponse('A page.', z.object({ entities: z.array(entitySchema), next: z.string().nullable() })),
    ...unchanged,
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
    ...unchanged,
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
    const { name: entityType } = entityOf(c.req.valid('param').type)
    const { limit, sort } = c.req.valid('query')
    const query = readListQuery(c.req.queries())
    const { tenant } = c.var.principal
    // Read before the list, which may be newer; then it is read once more, and never too seldom.
    const { seq, erasures } = await listVersion(db, tenant, entityType)
    if (isPrivatelyNotModified(c, seq, erasures)) return c.body(null, 304)
    const rows = await listEntities(db, { tenant, entityType, ...query, limit }).catch((error: unknown) => {
      if (!isAboutData(error)) throw error
      throw query.after === undefined ? new BadRequestError('A value of the query is out of range') : notACursor()
    })
    const last = rows.length < limit ? undefined : rows.at(-1)
    const next = last === undefined ? null : cursorBehind(last, sort, query.unchangedSince ?? seq)
    return c.json({ entities: rows.map(entityBody), next }, 200)
  })
  routes.openapi(one, async (c) => {
    const { type, id } = c.req.valid('param')
    const { at } = c.req.valid('query')
    const entity = entityOf(type)
    const key = { tenant: c.var.principal.tenant, entityType: type, entityId: id }
    if (at !== undefined) return c.json(await bodyAt(entity, key, at), 200)
    const row = await entityVersion(db, key)
    if (row === undefined) throw new NotFoundError(`${type} "${id}"`)
    if (isPrivatelyNotModified(c, row.seq, row.updatedAtMs, row.erasures)) return c.body(null, 304)
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
