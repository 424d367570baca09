import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { type OpenAPIHono, z } from '@hono/zod-openapi'
import type { HttpEnv } from '../env.ts'
import { createRoutes } from './create-routes.ts'

/** What the page loads: all of it from here, so it works without a network. */
const FILES = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
} as const

const PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Docket</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/docs/swagger-ui.css">
<div id="reference"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</html>
`

const START = `SwaggerUIBundle({ url: '/openapi.json', dom_id: '#reference', deepLinking: true, docExpansion: 'list', validatorUrl: null })
`

// Swagger UI sets styles and has its pictures in itself.
const CSP = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/**
 * `GET /docs`: a page for people that shows `/openapi.json`, and can try it; where the optional package swagger-ui-dist is
 * installed.
 */
export function referenceRoutes(): OpenAPIHono<HttpEnv> {
  const { resolve } = createRequire(import.meta.url)
  const routes = createRoutes()
  if (!isInstalled(resolve)) return routes
  routes.openAPIRegistry.registerPath({
    method: 'get',
    path: '/docs',
    operationId: 'reference',
    tags: ['operation'],
    summary: 'This description as a page',
    security: [],
    responses: { 200: { description: 'A page.', content: { 'text/html': { schema: z.string() } } } },
  })
  routes.get('/docs', (c) => c.html(PAGE, 200, { 'content-security-policy': CSP, 'cache-control': 'no-cache' }))
  routes.get('/docs/start.js', (c) =>
    c.body(START, 200, { 'content-type': 'text/javascript; charset=utf-8', 'cache-control': 'no-cache' }),
  )
  for (const [file, contentType] of Object.entries(FILES)) {
    routes.get(`/docs/${file}`, async (c) => {
      const bytes = await readFile(resolve(`swagger-ui-dist/${file}`))
      return c.body(bytes, 200, { 'content-type': contentType, 'cache-control': 'public, max-age=86400' })
    })
  }
  return routes
}

function isInstalled(resolve: NodeJS.RequireResolve): boolean {
  try {
    return resolve('swagger-ui-dist/package.json') !== ''
  } catch {
    return false
  }
}
