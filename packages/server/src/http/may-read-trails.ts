import type { MiddlewareHandler } from 'hono'
import type { Principal } from '../auth/principal.ts'
import type { AuditAccess } from './audit-access.ts'
import type { HttpEnv } from './env.ts'
import { ForbiddenError } from './errors.ts'

/** Lets nobody pass who may not read trails. */
export function mayReadTrails(access: AuditAccess): MiddlewareHandler<HttpEnv> {
  return async (c, next) => {
    requireAuditRole(access, c.var.principal)
    await next()
  }
}

/** @throws ForbiddenError */
export function requireAuditRole(access: Pick<AuditAccess, 'roles'>, principal: Principal): void {
  if (hasAuditRole(access, principal)) return
  throw new ForbiddenError(`Reading an audit trail needs one of the roles ${access.roles.join(', ')}`)
}

export function hasAuditRole({ roles }: Pick<AuditAccess, 'roles'>, principal: Principal): boolean {
  return principal.roles.some((role) => roles.includes(role))
}
