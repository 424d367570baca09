import type { Context } from 'hono'
import type { HttpEnv } from './env.ts'

/** Weak, because a body may be compressed. */
export type Etag = `W/"${string}"`

/** Does whoever asks have this version already? Then answer 304. The response says which one it is either way. */
export function isNotModified(c: Context<HttpEnv>, etag: Etag): boolean {
  c.header('etag', etag)
  const known = c.req.header('if-none-match')
  if (known === undefined) return false
  return known.trim() === '*' || known.split(',').some((one) => opaque(one.trim()) === opaque(etag))
}

/** The same of a tenant's data: whoever keeps it asks each time whether it is still so, and shows it to nobody else. */
export function isPrivatelyNotModified(c: Context<HttpEnv>, ...version: readonly (string | number)[]): boolean {
  c.header('cache-control', 'private, no-cache')
  c.header('vary', 'Authorization', { append: true })
  return isNotModified(c, `W/"${[c.var.principal.tenant, ...version].join('.')}"`)
}

/** RFC 9110, 8.8.3.2: for a GET, weak and strong ones are the same. */
function opaque(etag: string): string {
  return etag.startsWith('W/') ? etag.slice(2) : etag
}
