import { Hono } from 'hono'
import { auditTrail } from '../audit/audit-trail.ts'
import { AUDIT_FORMATS, auditWriters, isAuditFormat } from '../audit/formats.ts'
import type { HttpDeps, HttpEnv } from './env.ts'
import { BadRequestError, NotFoundError } from './errors.ts'
import { mayReadTrails } from './may-read-trails.ts'
import { namePart } from './parameters.ts'

type AuditDeps = Pick<HttpDeps, 'db' | 'entities' | 'clock' | 'auditAccess'>

/**
 * `GET /v1/entities/:type/:id/audit?format=`: the audit trail of one entity. The ledger keeps what an application no
 * longer defines, so the entity need not be known here. It needs a role, and is itself recorded.
 */
export function auditRoutes({ db, entities, clock, auditAccess }: AuditDeps): Hono<HttpEnv> {
  return new Hono<HttpEnv>().get('/v1/entities/:type/:id/audit', mayReadTrails(auditAccess), async (c, next) => {
    const entityType = namePart('entity', c.req.param('type'))
    const entityId = namePart('id', c.req.param('id'))
    const format = c.req.query('format') ?? 'json'
    // Another route's.
    if (format === 'bundle') return next()
    if (!isAuditFormat(format)) {
      throw new BadRequestError(`format "${format.slice(0, 40)}" is not one of ${AUDIT_FORMATS.join(', ')}, bundle`)
    }
    const { contentType, disposition, write } = auditWriters[format]
    const key = { tenant: c.var.principal.tenant, entityType, entityId }
    const trail = await auditTrail(db, key, entities.get(entityType), clock.now())
    if (trail === undefined) throw new NotFoundError(`${entityType} "${entityId}"`)
    await auditAccess.record(c.var.principal, disposition === 'inline' ? 'trail_read' : 'trail_exported', {
      entity_type: entityType,
      entity_id: entityId,
      format,
    })
    const fileName = `${entityType}-${entityId}-audit.${format}`
    return c.body(ReadableStream.from(encode(write(trail))), 200, {
      'content-type': contentType,
      'content-disposition': `${disposition}; filename="${fileName}"`,
      // The page has its styles in itself, and nothing else.
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    })
  })
}

async function* encode(texts: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder()
  for await (const text of texts) yield encoder.encode(text)
}
