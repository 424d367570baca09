import { createHash } from 'node:crypto'
import type { OpenAPIHono } from '@hono/zod-openapi'
import { z } from '@hono/zod-openapi'
import type { HttpEnv } from '../env.ts'
import { isNotModified } from '../etag.ts'

const INFO = {
  title: 'Docket',
  version: '1',
  description:
    'Documents over HTTP: events in, events out, and what follows from them. Errors are problem documents (RFC 9457) with a `code` that never changes; see docs/http.md.',
}

/** `GET /openapi.json`: describes all routes that the application has by now, and itself. */
export function describeRoutes(app: OpenAPIHono<HttpEnv>): void {
  const path = '/openapi.json'
  app.openAPIRegistry.registerComponent('securitySchemes', 'token', {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'A JWT with `sub`, `tenant`, `roles`, `exp` and, on a till, `device`.',
  })
  app.openAPIRegistry.registerPath({
    method: 'get',
    path,
    operationId: 'openapi',
    tags: ['operation'],
    summary: 'This description',
    security: [],
    responses: {
      200: { description: 'OpenAPI 3.1', content: { 'application/json': { schema: z.looseObject({}) } } },
      304: { description: 'It has not changed.' },
    },
  })
  const text = JSON.stringify(
    app.getOpenAPI31Document({ openapi: '3.1.0', info: INFO, security: [{ token: [] }], servers: [{ url: '/' }] }),
  )
  const etag = `W/"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"` as const
  app.get(path, (c) => {
    c.header('cache-control', 'no-cache')
    if (isNotModified(c, etag)) return c.body(null, 304)
    return c.body(text, 200, { 'content-type': 'application/json' })
  })
}
