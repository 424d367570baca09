import { Hono } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { SHAPES, shapeFor } from '../ledger/shapes.ts'
import { askElectric } from './electric-client.ts'
import type { HttpDeps, HttpEnv } from './env.ts'
import { BadRequestError, ElectricNotConfiguredError } from './errors.ts'

type ShapeDeps = Pick<HttpDeps, 'electric' | 'auditAccess'>

/**
 * `GET /v1/shape?table=entities|summaries|audit_events`: Electric's protocol, of the rows that the token may see. Which
 * rows and columns those are is decided here; of the client's parameters only the position in the log gets through.
 */
export function shapeRoutes({ electric, auditAccess }: ShapeDeps): Hono<HttpEnv> {
  return new Hono<HttpEnv>().get('/v1/shape', async (c) => {
    if (electric === undefined) throw new ElectricNotConfiguredError()
    const { tenant, roles } = c.var.principal
    const seesOwnTrail = roles.some((role) => auditAccess.roles.includes(role))
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
}
