import type { JsonObject } from '@docket/core'
import type { MiddlewareHandler } from 'hono'
import type { Principal } from '../auth/principal.ts'
import type { TenantRecordType } from '../evidence/tenant-records.ts'
import type { HttpEnv } from './env.ts'
import { ForbiddenError } from './errors.ts'

/** Who may read audit trails, and where it is recorded that somebody did. */
export interface AuditAccess {
  /** One of these is among the roles of whoever may. */
  readonly roles: readonly string[]
  /** Resolves when the record is committed in the tenant's chain: what cannot be recorded is not shown. */
  record(principal: Principal, type: TenantRecordType, payload: JsonObject): Promise<void>
}

/** Lets nobody pass who may not read trails. */
export function mayReadTrails({ roles }: AuditAccess): MiddlewareHandler<HttpEnv> {
  return async (c, next) => {
    if (!c.var.principal.roles.some((role) => roles.includes(role))) {
      throw new ForbiddenError(`Reading an audit trail needs one of the roles ${roles.join(', ')}`)
    }
    await next()
  }
}
