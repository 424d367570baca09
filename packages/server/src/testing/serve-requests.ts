import { authenticate } from '../http/authenticate.ts'
import { createRoutes } from '../http/openapi/create-routes.ts'
import { problemResponse } from '../http/problem.ts'
import { type SyncDeps, syncRoutes } from '../http/sync-routes.ts'

/** `POST /v1/sync` behind its token, as `createHttp` puts it together; no other route is simulated. */
export function serveRequests(
  deps: SyncDeps & Parameters<typeof authenticate>[0],
): (request: Request) => Promise<Response> {
  const app = createRoutes()
  app.onError((error, c) => problemResponse(c, error))
  app.use(async (c, next) => {
    c.set('address', 'simulated')
    await next()
  })
  app.use(authenticate(deps))
  app.route('/', syncRoutes(deps))
  return async (request) => app.fetch(request)
}
