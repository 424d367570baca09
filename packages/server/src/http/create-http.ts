import type { OpenAPIHono } from '@hono/zod-openapi'
import { requestId } from 'hono/request-id'
import { secureHeaders } from 'hono/secure-headers'
import { clientAddress } from '../client-address.ts'
import { errorFacts } from '../operation/error-facts.ts'
import { auditRoutes } from './audit-routes.ts'
import { authenticate } from './authenticate.ts'
import { batchRoutes } from './batch/batch-routes.ts'
import { bundleRoutes } from './bundle-routes.ts'
import { compressAnswers } from './compress-answers.ts'
import { devTokenRoutes } from './dev-token-routes.ts'
import { entityRoutes } from './entity-routes.ts'
import type { HttpDeps, HttpEnv } from './env.ts'
import { NotFoundError } from './errors.ts'
import { eventRoutes } from './event-routes.ts'
import { healthRoutes } from './health-routes.ts'
import { limitRequests } from './limit-requests.ts'
import { logRequests } from './log-requests.ts'
import { createRoutes } from './openapi/create-routes.ts'
import { describeRoutes } from './openapi/openapi-routes.ts'
import { referenceRoutes } from './openapi/reference-routes.ts'
import { problemOf, problemResponse } from './problem.ts'
import { shapeRoutes } from './shape-routes.ts'
import { staticRoutes } from './static-routes.ts'
import { streamRoutes } from './stream-routes.ts'
import { syncRoutes } from './sync-routes.ts'
import { traceRequests } from './trace-requests.ts'

// Without subdomains: what else is served beside us is not ours to decide.
const HSTS = 'max-age=15552000'

/** The HTTP application. Everything under `/v1` but the development token needs a token. */
export function createHttp(deps: HttpDeps): OpenAPIHono<HttpEnv> {
  const app = createRoutes()
  app.use(
    requestId(),
    traceRequests(),
    logRequests(deps.logger),
    secureHeaders({ strictTransportSecurity: HSTS }),
    compressAnswers(),
  )
  app.onError((error, c) => {
    if (problemOf(error).status >= 500)
      deps.logger.error({ request: c.var.requestId, ...errorFacts(error) }, 'request failed')
    return problemResponse(c, error)
  })
  app.notFound((c) => problemResponse(c, new NotFoundError(`${c.req.method} ${c.req.path}`)))
  app.route('/', healthRoutes(deps))
  app.use('/v1/*', async (c, next) => {
    // There is none where no socket is: requests made within the process.
    c.set('address', c.env?.incoming === undefined ? '' : clientAddress(c.env.incoming, deps.trustedProxies))
    await next()
  })
  app.use(
    '/v1/*',
    limitRequests(deps.rates.addressRequests, (c) => c.var.address),
  )
  app.route('/', devTokenRoutes(deps))
  app.use('/v1/*', authenticate(deps))
  app.use(
    '/v1/*',
    limitRequests(deps.rates.tenantRequests, (c) => c.var.principal.tenant),
  )
  app.route('/', entityRoutes(deps))
  app.route('/', auditRoutes(deps))
  app.route('/', bundleRoutes(deps))
  app.route('/', batchRoutes(deps))
  app.route('/', eventRoutes(deps))
  app.route('/', syncRoutes(deps))
  app.route('/', shapeRoutes(deps))
  app.route('/', streamRoutes(deps))
  app.route('/', referenceRoutes())
  describeRoutes(app)
  if (deps.staticDir !== undefined) app.route('/', staticRoutes(deps.staticDir))
  return app
}
