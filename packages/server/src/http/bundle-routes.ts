import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { exportPeriod } from '../audit/bundle/export-bundle.ts'
import { verifyLedger } from '../audit/verify/verify-ledger.ts'
import { archivedUpTo } from '../ledger/archive.ts'
import { rfc3339 } from '../rfc3339.ts'
import { attachment } from './attachment.ts'
import type { HttpDeps, HttpEnv } from './env.ts'
import { mayReadTrails } from './may-read-trails.ts'
import { createRoutes } from './openapi/create-routes.ts'
import { jsonResponse } from './openapi/json-response.ts'
import { problems } from './openapi/problem-responses.ts'
import { zipContent } from './openapi/zip-response.ts'
import { timeParam } from './parameters.ts'

type BundleDeps = Pick<HttpDeps, 'db' | 'entities' | 'clock' | 'auditAccess' | 'sealing'>

const period = createRoute({
  method: 'get',
  path: '/v1/audit',
  operationId: 'exportPeriod',
  tags: ['audit'],
  summary: 'All records of a period, as a bundle that proves itself',
  description: 'It needs a role for audit trails, and is itself recorded.',
  request: {
    query: z.object({
      format: z.literal('bundle', 'A period is exported as a bundle: format=bundle'),
      from: timeParam('from', 'By the time of recording, from this on.'),
      to: timeParam('to', 'Before this.'),
    }),
  },
  responses: {
    200: { description: 'A bundle: docs/audit-format.md.', content: zipContent },
    ...problems('bad_request', 'forbidden'),
  },
})

const verify = createRoute({
  method: 'get',
  path: '/v1/audit/verify',
  operationId: 'verifyLedger',
  tags: ['audit'],
  summary: 'Is the tenant’s ledger whole?',
  description: 'It needs a role for audit trails, and is itself recorded.',
  responses: {
    200: jsonResponse(
      'What was found.',
      z.object({
        whole: z.boolean(),
        records: z.int().openapi({ description: 'How many were found to be right.' }),
        sealed_seq: z.int().nullable().openapi({ description: 'The last record under a seal that holds.' }),
        first_bad: z
          .object({
            kind: z.string().openapi({ description: 'docs/audit-format.md says when each is named.' }),
            seq: z.int().optional(),
            event_id: z.string().optional(),
            file: z.string().optional(),
            explanation: z.string(),
          })
          .nullable(),
        key_ids: z.array(z.string()),
      }),
    ),
    ...problems('forbidden'),
  },
})

/**
 * Evidence of a whole tenant: `GET /v1/audit?from=&to=&format=bundle` (RFC 3339, by the time of recording) and
 * `GET /v1/audit/verify`. Both need a role, and are themselves recorded.
 */
export function bundleRoutes({ db, entities, clock, auditAccess, sealing }: BundleDeps): OpenAPIHono<HttpEnv> {
  const middleware = mayReadTrails(auditAccess)
  const routes = createRoutes()
  routes.openapi({ ...period, middleware }, async (c) => {
    const { from: fromMs, to: toMs } = c.req.valid('query')
    const { tenant } = c.var.principal
    const payload = { from: rfc3339(fromMs), to: rfc3339(toMs), format: 'bundle' }
    await auditAccess.record(c.var.principal, 'trail_exported', payload)
    const bundle = await exportPeriod({ db, entities, nowMs: clock.now(), ...sealing }, { tenant, fromMs, toMs })
    return attachment(c, bundle, `${tenant}-${payload.from.slice(0, 10)}-${payload.to.slice(0, 10)}-audit.zip`)
  })
  routes.openapi({ ...verify, middleware }, async (c) => {
    await auditAccess.record(c.var.principal, 'trail_verified', {})
    const { tenant } = c.var.principal
    const { key_ids, ...found } = await verifyLedger(db, { tenant, entities, archived: await archivedUpTo(db, tenant) })
    return c.json({ ...found, key_ids: [...key_ids] }, 200)
  })
  return routes
}
