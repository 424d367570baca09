import { context, propagation, SpanKind, SpanStatusCode } from '@opentelemetry/api'
import type { MiddlewareHandler } from 'hono'
import { routePath } from 'hono/route'
import { tracer } from '../in-span.ts'
import type { HttpEnv } from './env.ts'

const UNWATCHED = /^\/(healthz|readyz|metrics)$/

/** One span a request, named after its route: paths have ids in them, and queries may have tokens. */
export function traceRequests(): MiddlewareHandler<HttpEnv> {
  return (c, next) => {
    const { method, path } = c.req
    if (UNWATCHED.test(path)) return next()
    const caller = propagation.extract(context.active(), c.req.header())
    return tracer().startActiveSpan(method, { kind: SpanKind.SERVER }, caller, async (span) => {
      try {
        await next()
      } finally {
        if (span.isRecording()) {
          const route = routePath(c, -1)
          span.updateName(`${method} ${route}`)
          span.setAttributes({
            'http.request.method': method,
            'http.route': route,
            'http.response.status_code': c.res.status,
          })
          if (c.res.status >= 500) span.setStatus({ code: SpanStatusCode.ERROR })
        }
        span.end()
      }
    })
  }
}
