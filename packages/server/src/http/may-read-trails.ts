import type { MiddlewareHandler } from 'hono'
import type { Principal } from '../auth/principal.ts'
import type { AuditAccess } from './audit-access.ts'
import type { HttpEnv } from './env.ts'
import { ForbiddenError } from './errors.ts'

/** Lets nobody pass who may not read trails. */
export function mayReadTrails(access: AuditAccess): MiddlewareHandler<HttpEnv> {
  return async (c, next) => {
    if (!hasRoleOf(access, c.var.principal)) {
      throw new ForbiddenError(`Reading an audit trail needs one of the roles ${access.roles.join(', ')}`)
    }
    await next()
  }
}

export function hasRoleOf({ roles }: Pick<AuditAccess, 'roles'>, principal: Principal): boolean {
  return principal.roles.some((role) => roles.includes(role))
}
