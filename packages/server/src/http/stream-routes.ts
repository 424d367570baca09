import { Hono } from 'hono'
import { TENANT_RECORDS } from '../evidence/tenant-records.ts'
import type { HttpDeps, HttpEnv } from './env.ts'
import { UpgradeRequiredError } from './errors.ts'
import { requireAuditRole } from './may-read-trails.ts'
import { namePart, seqOf } from './parameters.ts'

/**
 * `GET /v1/stream?channels=order,…&after=<seq>`, as a WebSocket: the tenant's events as they are committed, each as
 * `/v1/events/since` has it. Here it is only judged whether somebody may; `StreamEndpoint` does the rest.
 */
export function streamRoutes({ auditAccess }: Pick<HttpDeps, 'auditAccess'>): Hono<HttpEnv> {
  return new Hono<HttpEnv>().get('/v1/stream', (c) => {
    const { principal } = c.var
    const names = (c.req.query('channels') ?? '').split(',').filter((name) => name !== '')
    if (names.includes(TENANT_RECORDS)) requireAuditRole(auditAccess, principal)
    for (const name of names) if (name !== TENANT_RECORDS) namePart('channels', name)
    const after = seqOf('after', c.req.query('after'))
    if (c.env.stream === undefined) throw new UpgradeRequiredError()
    c.env.stream({ principal, channels: names.length > 0 ? new Set(names) : undefined, after })
    return c.body(null, 204)
  })
}
