import type { Readable } from 'node:stream'
import { type Context, Hono } from 'hono'
import { type Exporting, exportEntity, exportPeriod } from '../audit/bundle/export-bundle.ts'
import { verifyLedger } from '../audit/verify/verify-ledger.ts'
import { archivedUpTo } from '../ledger/archive.ts'
import { newestSeq } from '../ledger/read-events.ts'
import { rfc3339 } from '../rfc3339.ts'
import type { HttpDeps, HttpEnv } from './env.ts'
import { BadRequestError, NotFoundError } from './errors.ts'
import { mayReadTrails } from './may-read-trails.ts'
import { namePart, timeOf } from './parameters.ts'

type BundleDeps = Pick<HttpDeps, 'db' | 'entities' | 'clock' | 'auditAccess' | 'sealing'>

/**
 * Evidence to take away, and whether there is any: `GET /v1/entities/:type/:id/audit?format=bundle`,
 * `GET /v1/audit?from=&to=&format=bundle` (RFC 3339, by the time of recording) and `GET /v1/audit/verify`. All need a
 * role, and are themselves recorded.
 */
export function bundleRoutes({ db, entities, clock, auditAccess, sealing }: BundleDeps): Hono<HttpEnv> {
  const exporting = (): Exporting => ({ db, entities, nowMs: clock.now(), ...sealing })
  return new Hono<HttpEnv>()
    .get('/v1/entities/:type/:id/audit', mayReadTrails(auditAccess), async (c) => {
      const entityType = namePart('entity', c.req.param('type'))
      const entityId = namePart('id', c.req.param('id'))
      const key = { tenant: c.var.principal.tenant, entityType, entityId }
      const missing = new NotFoundError(`${entityType} "${entityId}"`)
      if ((await newestSeq(db, key)) === undefined) throw missing
      const payload = { entity_type: entityType, entity_id: entityId, format: 'bundle' }
      await auditAccess.record(c.var.principal, 'trail_exported', payload)
      const bundle = await exportEntity(exporting(), key)
      if (bundle === undefined) throw missing
      return attachment(c, bundle, `${entityType}-${entityId}-audit.zip`)
    })
    .get('/v1/audit', mayReadTrails(auditAccess), async (c) => {
      if (c.req.query('format') !== 'bundle')
        throw new BadRequestError('A period is exported as a bundle: format=bundle')
      const { tenant } = c.var.principal
      const fromMs = timeOf('from', c.req.query('from') ?? '')
      const toMs = timeOf('to', c.req.query('to') ?? '')
      const payload = { from: rfc3339(fromMs), to: rfc3339(toMs), format: 'bundle' }
      await auditAccess.record(c.var.principal, 'trail_exported', payload)
      const bundle = await exportPeriod(exporting(), { tenant, fromMs, toMs })
      return attachment(c, bundle, `${tenant}-${payload.from.slice(0, 10)}-${payload.to.slice(0, 10)}-audit.zip`)
    })
    .get('/v1/audit/verify', mayReadTrails(auditAccess), async (c) => {
      await auditAccess.record(c.var.principal, 'trail_verified', {})
      const { tenant } = c.var.principal
      return c.json(await verifyLedger(db, { tenant, entities, archived: await archivedUpTo(db, tenant) }))
    })
}

function attachment(c: Context<HttpEnv>, bundle: Readable, fileName: string): Response {
  return c.body(ReadableStream.from<Uint8Array>(bundle), 200, {
    'content-type': 'application/zip',
    'content-disposition': `attachment; filename="${fileName}"`,
  })
}
