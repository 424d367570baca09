import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { z } from 'zod'
import type { HttpDeps, HttpEnv } from './env.ts'
import { BadRequestError, NotFoundError } from './errors.ts'

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
export function devTokenRoutes({ tokens, development }: Pick<HttpDeps, 'tokens' | 'development'>): Hono<HttpEnv> {
  const routes = new Hono<HttpEnv>()
  const { issue } = tokens
  if (!development || issue === undefined) return routes.post('/v1/dev/token', notHere)
  const limit = bodyLimit({
    maxSize: MAX_BODY_BYTES,
    onError: () => {
      throw new BadRequestError(`The body is larger than ${MAX_BODY_BYTES} bytes`)
    },
  })
  return routes.post('/v1/dev/token', limit, async (c) => {
    const { tenant, sub, roles, device, expires_in_s } = parse(await c.req.text())
    const token = await issue({ subject: sub, tenant, roles, device, expiresInS: expires_in_s }).catch(asBadRequest)
    return c.json({ token }, 200, { 'cache-control': 'no-store' })
  })
}

function notHere(): never {
  throw new NotFoundError('development token outside development mode')
}

function parse(body: string): z.infer<typeof request> {
  const result = request.safeParse(asJson(body === '' ? '{}' : body))
  if (result.success) return result.data
  const reasons = result.error.issues.map(({ path, message }) => `${path.join('.') || 'the body'}: ${message}`)
  throw new BadRequestError(reasons.join('; '))
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new BadRequestError('The body is not JSON')
  }
}

/** Here it is the request that is wrong, not its token. */
function asBadRequest(error: unknown): never {
  throw new BadRequestError(error instanceof Error ? error.message : String(error))
}
