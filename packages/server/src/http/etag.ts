import type { Context } from 'hono'
import type { HttpEnv } from './env.ts'

/**
 * Does whoever asks have it already? Then answer 304. The response says of which version it is either way.
 *
 * @param etag weak: the body may be compressed
 */
export function isNotModified(c: Context<HttpEnv>, etag: `W/"${string}"`): boolean {
  c.header('etag', etag)
  const known = c.req.header('if-none-match')
  if (known === undefined) return false
  return known.trim() === '*' || known.split(',').some((one) => opaque(one.trim()) === opaque(etag))
}

/** RFC 9110, 8.8.3.2: for a GET, weak and strong ones are the same. */
function opaque(etag: string): string {
  return etag.startsWith('W/') ? etag.slice(2) : etag
}
