import { type OpenAPIHono, z } from '@hono/zod-openapi'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { SHAPES, shapeFor } from '../ledger/shapes.ts'
import { askElectric } from './electric-client.ts'
import type { HttpDeps, HttpEnv } from './env.ts'
import { BadRequestError, ElectricNotConfiguredError } from './errors.ts'
import { hasAuditRole } from './may-read-trails.ts'
import { createRoutes } from './openapi/create-routes.ts'
import { problems } from './openapi/problem-responses.ts'

const PATH = '/v1/shape'
const JSON_CONTENT = { 'application/json': { schema: z.array(z.looseObject({})) } }

type ShapeDeps = Pick<HttpDeps, 'electric' | 'auditAccess'>

/**
 * `GET /v1/shape?table=entities|summaries|audit_events`: Electric's protocol, of the rows that the token may see. Which
 * rows and columns those are is decided here; of the client's parameters only the position in the log gets through.
 */
export function shapeRoutes({ electric, auditAccess }: ShapeDeps): OpenAPIHono<HttpEnv> {
  const routes = createRoutes()
  // Described by hand: what is answered is Electric's.
  routes.openAPIRegistry.registerPath({
    method: 'get',
    path: PATH,
    operationId: 'shape',
    tags: ['events'],
    summary: 'A table of the tenant by Electric’s protocol',
    description:
      'For clients of Electric. Rows and columns are decided by the token; `where` and the like are not taken.',
    request: {
      query: z.object({
        table: z.enum(SHAPES),
        offset: z.string().optional(),
        handle: z.string().optional(),
        live: z.string().optional(),
        cursor: z.string().optional(),
        log: z.string().optional(),
      }),
    },
    responses: {
      200: { description: 'What has changed, as Electric has it.', content: JSON_CONTENT },
      204: { description: 'Nothing has changed.' },
      409: { description: 'The shape is another one by now: begin anew.', content: JSON_CONTENT },
      ...problems('bad_request', 'client_gone', 'electric_not_configured', 'electric_failed', 'electric_unreachable'),
    },
  })
  routes.get(PATH, async (c) => {
    if (electric === undefined) throw new ElectricNotConfiguredError()
    const { principal } = c.var
    const { tenant } = principal
    const seesOwnTrail = hasAuditRole(auditAccess, principal)
    const shape = shapeFor(c.req.query('table') ?? '', { tenant, seesOwnTrail })
    if (shape === undefined) throw new BadRequestError(`table is not one of ${SHAPES.join(', ')}`)
    const given = new URL(c.req.url).searchParams
    const answer = await askElectric(electric, shape, given, c.req.raw.signal)
    if (answer === undefined) {
      throw new BadRequestError('Electric does not take these parameters: offset, handle, live, cursor or log is wrong')
    }
    // The cache-control is ours, not Electric's: the same URL is another tenant's rows with another token.
    for (const [name, value] of answer.headers) if (name.startsWith('electric-')) c.header(name, value)
    if (answer.body === null) return c.body(null, 204)
    c.header('content-type', 'application/json')
    return c.body(answer.body, answer.status as ContentfulStatusCode)
  })
  return routes
}
