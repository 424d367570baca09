import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { TENANT_RECORDS } from '../evidence/tenant-records.ts'
import { eventsSince } from '../ledger/read-events.ts'
import { seqBefore } from '../ledger/seq-before.ts'
import type { HttpDeps, HttpEnv } from './env.ts'
import { eventMessage } from './event-message.ts'
import { eventMessageSchema } from './event-schema.ts'
import { hasAuditRole } from './may-read-trails.ts'
import { createRoutes } from './openapi/create-routes.ts'
import { jsonResponse } from './openapi/json-response.ts'
import { problems } from './openapi/problem-responses.ts'
import { limitParam, nameParam, seqParam, timeParam } from './parameters.ts'

const since = createRoute({
  method: 'get',
  path: '/v1/events/since',
  operationId: 'eventsSince',
  tags: ['events'],
  summary: 'The tenant’s events in the order of their numbers',
  description: [
    'None is ever missing before `next`, under any concurrency: pass it as `after` to go on.',
    'The tenant’s own records (who read a trail, seals and the like) are among them only for a token with a role for audit trails.',
  ].join('\n\n'),
  request: {
    query: z.object({
      after: seqParam('after', 'Numbers greater than this.'),
      since: timeParam(
        'since',
        'Without what was recorded before this time. It goes by the database’s clock: begin with it, and go on by `after`.',
      ).optional(),
      entity_type: nameParam('entity_type').optional(),
      limit: limitParam,
    }),
  },
  responses: {
    200: jsonResponse(
      'Events, and where to go on.',
      z.object({
        events: z.array(eventMessageSchema),
        next: z.int().openapi({ description: 'Nothing up to this number is missing, or will come later.' }),
      }),
    ),
    ...problems('bad_request', 'document_name_invalid'),
  },
})

/** `GET /v1/events/since`: what was committed, for whoever follows. */
export function eventRoutes({ db, auditAccess }: Pick<HttpDeps, 'db' | 'auditAccess'>): OpenAPIHono<HttpEnv> {
  return createRoutes().openapi(since, async (c) => {
    const { after, since, entity_type, limit } = c.req.valid('query')
    const { principal } = c.var
    const { tenant } = principal
    const before = since === undefined ? 0 : await seqBefore(db, tenant, since)
    const { events, next } = await eventsSince(db, {
      tenant,
      after: Math.max(before, after),
      entityType: entity_type,
      except: hasAuditRole(auditAccess, principal) ? undefined : TENANT_RECORDS,
      limit,
    })
    return c.json({ events: events.map(eventMessage), next }, 200)
  })
}
