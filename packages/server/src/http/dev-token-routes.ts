import { type OpenAPIHono, z } from '@hono/zod-openapi'
import { bodyLimit } from 'hono/body-limit'
import type { HttpDeps, HttpEnv } from './env.ts'
import { BadRequestError, NotFoundError } from './errors.ts'
import { parseJson } from './json-body.ts'
import { createRoutes, reasonsOf } from './openapi/create-routes.ts'
import { jsonResponse } from './openapi/json-response.ts'
import { problemsOf } from './openapi/problem-responses.ts'

const MAX_BODY_BYTES = 16_384
const DAY_S = 86_400

const request = z.strictObject({
  tenant: z.string().default('demo'),
  sub: z.string().default('dev'),
  // Who tries Docket out sees all of it.
  roles: z.array(z.string()).max(32).default(['auditor']),
  device: z.string().optional(),
  expires_in_s: z
    .int()
    .positive()
    .max(30 * DAY_S)
    .default(DAY_S),
})

/** `POST /v1/dev/token`: a token for whoever asks. There in development mode only. */
export function devTokenRoutes({
  tokens,
  development,
}: Pick<HttpDeps, 'tokens' | 'development'>): OpenAPIHono<HttpEnv> {
  const routes = createRoutes()
  const { issue } = tokens
  if (!development || issue === undefined) {
    routes.post('/v1/dev/token', notHere)
    return routes
  }
  // Described by hand, since its body may be left out and of any media type.
  routes.openAPIRegistry.registerPath({
    method: 'post',
    path: '/v1/dev/token',
    operationId: 'devToken',
    tags: ['development'],
    summary: 'A token for whoever asks, in development mode only',
    security: [],
    request: { body: { required: false, content: { 'application/json': { schema: request } } } },
    responses: {
      200: jsonResponse('The token.', z.object({ token: z.string() })),
      ...problemsOf('bad_request', 'too_many_requests', 'internal_error'),
    },
  })
  const limit = bodyLimit({
    maxSize: MAX_BODY_BYTES,
    onError: () => {
      throw new BadRequestError(`The body is larger than ${MAX_BODY_BYTES} bytes`)
    },
  })
  routes.post('/v1/dev/token', limit, async (c) => {
    const { tenant, sub, roles, device, expires_in_s } = parse(await c.req.text())
    const token = await issue({ subject: sub, tenant, roles, device, expiresInS: expires_in_s }).catch(asBadRequest)
    return c.json({ token }, 200, { 'cache-control': 'no-store' })
  })
  return routes
}

function notHere(): never {
  throw new NotFoundError('development token outside development mode')
}

function parse(body: string): z.infer<typeof request> {
  const result = request.safeParse(parseJson(body === '' ? '{}' : body))
  if (result.success) return result.data
  throw new BadRequestError(reasonsOf(result.error.issues))
}

/** Here it is the request that is wrong, not its token. */
function asBadRequest(error: unknown): never {
  throw new BadRequestError(error instanceof Error ? error.message : String(error))
}
