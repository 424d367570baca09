import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { TENANT_RECORDS } from '../evidence/tenant-records.ts'
import type { HttpDeps, HttpEnv } from './env.ts'
import { UpgradeRequiredError } from './errors.ts'
import { requireAuditRole } from './may-read-trails.ts'
import { createRoutes } from './openapi/create-routes.ts'
import { problems } from './openapi/problem-responses.ts'
import { namePart, seqParam } from './parameters.ts'

const stream = createRoute({
  method: 'get',
  path: '/v1/stream',
  operationId: 'streamEvents',
  tags: ['events'],
  summary: 'The tenant’s events as they are committed, as a WebSocket',
  description: 'Each message is an event as `/v1/events/since` has it.',
  request: {
    query: z.object({
      channels: z
        .string()
        .default('')
        .openapi({
          description: `Types of entities, with commas between them; all unless told. \`${TENANT_RECORDS}\` needs a role for audit trails.`,
          example: 'order,table',
        }),
      after: seqParam('after', 'Numbers greater than this.'),
    }),
  },
  responses: {
    101: { description: 'The WebSocket is open.' },
    ...problems('bad_request', 'document_name_invalid', 'forbidden', 'upgrade_required'),
  },
})

/**
 * `GET /v1/stream?channels=order,…&after=<seq>`, as a WebSocket: the tenant's events as they are committed, each as
 * `/v1/events/since` has it. Here it is only judged whether somebody may; `StreamEndpoint` does the rest.
 */
export function streamRoutes({ auditAccess }: Pick<HttpDeps, 'auditAccess'>): OpenAPIHono<HttpEnv> {
  return createRoutes().openapi(stream, (c) => {
    const { principal } = c.var
    const { channels, after } = c.req.valid('query')
    const names = channels.split(',').filter((name) => name !== '')
    if (names.includes(TENANT_RECORDS)) requireAuditRole(auditAccess, principal)
    for (const name of names) if (name !== TENANT_RECORDS) namePart('channels', name)
    if (c.env.stream === undefined) throw new UpgradeRequiredError()
    c.env.stream({ principal, channels: names.length > 0 ? new Set(names) : undefined, after })
    return c.body(null, 204)
  })
}
