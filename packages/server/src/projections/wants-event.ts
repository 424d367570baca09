import { TENANT_RECORDS } from '../evidence/tenant-records.ts'
import type { LedgerEvent } from '../ledger/event-row.ts'

/** Tells which events these types name; without types all of documents, but not Docket's own records of a tenant. */
export function wantsEvent(types: readonly string[] | undefined): (event: LedgerEvent) => boolean {
  if (types === undefined) return ({ entityType }) => entityType !== TENANT_RECORDS
  const wanted = new Set(types)
  return ({ entityType, event }) => wanted.has(`${entityType}.*`) || wanted.has(`${entityType}.${event.type}`)
}
