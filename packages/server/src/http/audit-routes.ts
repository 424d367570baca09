import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { auditTrail } from '../audit/audit-trail.ts'
import { exportEntity } from '../audit/bundle/export-bundle.ts'
import { AUDIT_FORMATS, type AuditFormat, auditWriters } from '../audit/formats.ts'
import type { EntityKey } from '../ledger/read-entities.ts'
import { newestSeq } from '../ledger/read-events.ts'
import { attachment } from './attachment.ts'
import type { HttpDeps, HttpEnv } from './env.ts'
import { NotFoundError } from './errors.ts'
import { auditEventSchema } from './event-schema.ts'
import { mayReadTrails } from './may-read-trails.ts'
import { createRoutes } from './openapi/create-routes.ts'
import { problems } from './openapi/problem-responses.ts'
import { zipContent } from './openapi/zip-response.ts'
import { nameParam } from './parameters.ts'

type AuditDeps = Pick<HttpDeps, 'db' | 'entities' | 'clock' | 'auditAccess' | 'sealing'>

const FORMATS = [...AUDIT_FORMATS, 'bundle'] as const
const text = { schema: z.string() }

const trail = z.object({
  tenant: z.string(),
  entity_type: z.string(),
  entity_id: z.string(),
  exported_at: z.iso.datetime(),
  state: z.unknown().openapi({ description: 'What follows from the events.' }),
  seq: z.int().openapi({ description: 'The tenant’s number of the newest of them.' }),
  events: z.array(auditEventSchema),
})

const audit = createRoute({
  method: 'get',
  path: '/v1/entities/{type}/{id}/audit',
  operationId: 'auditTrail',
  tags: ['audit'],
  summary: 'The audit trail of one entity',
  description: 'It needs a role for audit trails, and is itself recorded.',
  request: {
    params: z.object({ type: nameParam('entity'), id: nameParam('id') }),
    query: z.object({ format: z.enum(FORMATS, `not one of ${FORMATS.join(', ')}`).default('json') }),
  },
  responses: {
    200: {
      description: 'The trail, in the order of the events’ ids.',
      content: {
        'application/json': { schema: trail },
        'application/x-ndjson': text,
        'text/csv': text,
        'text/html': text,
        ...zipContent,
      },
    },
    ...problems('bad_request', 'document_name_invalid', 'forbidden', 'not_found', 'archived'),
  },
})

/**
 * `GET /v1/entities/:type/:id/audit?format=`: the audit trail of one entity. The ledger keeps what an application no
 * longer defines, so the entity need not be known here. It needs a role, and is itself recorded.
 */
export function auditRoutes({ db, entities, clock, auditAccess, sealing }: AuditDeps): OpenAPIHono<HttpEnv> {
  return createRoutes().openapi({ ...audit, middleware: mayReadTrails(auditAccess) }, (c) => {
    const { type, id } = c.req.valid('param')
    const { format } = c.req.valid('query')
    const key = { tenant: c.var.principal.tenant, entityType: type, entityId: id }
    return format === 'bundle' ? bundle(c, key) : readable(c, key, format)
  })

  async function readable(c: Context<HttpEnv>, key: EntityKey, format: AuditFormat): Promise<Response> {
    const { contentType, disposition, write } = auditWriters[format]
    const trail = await auditTrail(db, key, entities.get(key.entityType), clock.now())
    if (trail === undefined) throw missing(key)
    await record(c, key, disposition === 'inline' ? 'trail_read' : 'trail_exported', format)
    return c.body(ReadableStream.from(encode(write(trail))), 200, {
      'content-type': contentType,
      'content-disposition': `${disposition}; filename="${fileName(key, format)}"`,
      // The page has its styles in itself, and nothing else.
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    })
  }

  async function bundle(c: Context<HttpEnv>, key: EntityKey): Promise<Response> {
    if ((await newestSeq(db, key)) === undefined) throw missing(key)
    await record(c, key, 'trail_exported', 'bundle')
    const file = await exportEntity({ db, entities, nowMs: clock.now(), ...sealing }, key)
    if (file === undefined) throw missing(key)
    return attachment(c, file, fileName(key, 'zip'))
  }

  function record(
    c: Context<HttpEnv>,
    { entityType, entityId }: EntityKey,
    type: 'trail_read' | 'trail_exported',
    format: string,
  ): Promise<void> {
    return auditAccess.record(c.var.principal, type, { entity_type: entityType, entity_id: entityId, format })
  }
}

function missing({ entityType, entityId }: EntityKey): NotFoundError {
  return new NotFoundError(`${entityType} "${entityId}"`)
}

function fileName({ entityType, entityId }: EntityKey, extension: string): string {
  return `${entityType}-${entityId}-audit.${extension}`
}

async function* encode(texts: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder()
  for await (const text of texts) yield encoder.encode(text)
}
