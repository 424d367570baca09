import { serveStatic } from '@hono/node-server/serve-static'
import { Hono } from 'hono'
import type { HttpEnv } from './env.ts'

/** A built web page. Whoever navigates to a path that is no file gets the page itself, which has routes of its own. */
export function staticRoutes(root: string): Hono<HttpEnv> {
  const page = serveStatic<HttpEnv>({ root, path: 'index.html' })
  return new Hono<HttpEnv>()
    .use(async (c, next) => {
      await next()
      // Vite names what is in `assets` by its content.
      const forever = c.req.path.startsWith('/assets/')
      if (c.res.ok) c.header('cache-control', forever ? 'public, max-age=31536000, immutable' : 'no-cache')
    })
    .get('*', serveStatic<HttpEnv>({ root }))
    .get('*', (c, next) => (isNavigation(c.req.path, c.req.header('accept')) ? page(c, next) : next()))
}

function isNavigation(path: string, accept = ''): boolean {
  return accept.includes('text/html') && !path.startsWith('/v1/') && !path.startsWith('/assets/')
}
