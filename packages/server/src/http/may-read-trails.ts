import type { MiddlewareHandler } from 'hono'
import type { AuditAccess } from './audit-access.ts'
import type { HttpEnv } from './env.ts'
import { ForbiddenError } from './errors.ts'

/** Lets nobody pass who may not read trails. */
export function mayReadTrails({ roles }: AuditAccess): MiddlewareHandler<HttpEnv> {
  return async (c, next) => {
    if (!c.var.principal.roles.some((role) => roles.includes(role))) {
      throw new ForbiddenError(`Reading an audit trail needs one of the roles ${roles.join(', ')}`)
    }
    await next()
  }
}
