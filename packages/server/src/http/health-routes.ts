import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import type { HttpDeps, HttpEnv } from './env.ts'
import { createRoutes } from './openapi/create-routes.ts'
import { jsonResponse } from './openapi/json-response.ts'
import { problemsOf } from './openapi/problem-responses.ts'
import { problemResponse } from './problem.ts'

const ok = z.object({ status: z.literal('ok') })
const tags = ['operation']

const health = createRoute({
  method: 'get',
  path: '/healthz',
  operationId: 'health',
  tags,
  summary: 'Does the process live?',
  security: [],
  responses: { 200: jsonResponse('It does.', ok) },
})

const ready = createRoute({
  method: 'get',
  path: '/readyz',
  operationId: 'readiness',
  tags,
  summary: 'Can the server commit, now?',
  security: [],
  responses: {
    200: jsonResponse('It can.', ok),
    ...problemsOf('committing_delayed', 'database_unreachable', 'shutting_down'),
  },
})

const measured = createRoute({
  method: 'get',
  path: '/metrics',
  operationId: 'metrics',
  tags,
  summary: 'Metrics for Prometheus',
  security: [],
  responses: { 200: { description: 'In Prometheus’ text format.', content: { 'text/plain': { schema: z.string() } } } },
})

/** Open to whoever asks, these show nothing of any tenant. */
export function healthRoutes({ readiness, metrics }: Pick<HttpDeps, 'readiness' | 'metrics'>): OpenAPIHono<HttpEnv> {
  const routes = createRoutes()
  routes.openapi(health, (c) => c.json({ status: 'ok' as const }, 200))
  routes.openAPIRegistry.registerPath(ready)
  // Not thrown: probes ask often, and the log has the reason already.
  routes.get(ready.path, async (c) => {
    c.header('cache-control', 'no-store')
    try {
      await readiness.check()
      return c.json({ status: 'ok' })
    } catch (error) {
      return problemResponse(c, error)
    }
  })
  routes.openapi(measured, async (c) => c.text(await metrics.text(), 200, { 'content-type': metrics.contentType }))
  return routes
}
