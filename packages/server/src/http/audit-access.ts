import type { JsonObject } from '@docket/core'
import type { Principal } from '../auth/principal.ts'
import type { TenantRecordType } from '../evidence/tenant-records.ts'

/** Who may read audit trails, and where it is recorded that somebody did. */
export interface AuditAccess {
  /** One of these is among the roles of whoever may. */
  readonly roles: readonly string[]
  /** Resolves when the record is committed in the tenant's chain: what cannot be recorded is not shown. */
  record(principal: Principal, type: TenantRecordType, payload: JsonObject): Promise<void>
}
