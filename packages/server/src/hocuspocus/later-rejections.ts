import type { DocumentAddress, EventLog, VerdictRecord } from '@docket/core'
import { tenantCommit } from '../evidence/tenant-records.ts'
import type { RecordsBeside } from '../ledger/commit.ts'

/**
 * What the tenant's chain says of events that the ledger has as accepted and that another server has rejected since: their
 * rows stay as they are.
 *
 * @param log of the document, before it has these verdicts
 * @param by whose token brought them
 */
export function laterRejections(
  { tenant, entity, id }: DocumentAddress,
  verdicts: readonly VerdictRecord[],
  log: Pick<EventLog, 'get' | 'verdictOf'>,
  by: string,
  at: number,
): RecordsBeside[] {
  if (verdicts.length === 0) return []
  const later = new Map<string, VerdictRecord>()
  for (const verdict of verdicts) {
    const { ref } = verdict
    if (log.get(ref) !== undefined && log.verdictOf(ref) === undefined && !later.has(ref)) later.set(ref, verdict)
  }
  return [...later.values()].map(({ ref, code, reason, at: rejectedAt }) => {
    const payload = { entity_type: entity, entity_id: id, code, reason, rejected_at_ms: rejectedAt }
    return tenantCommit({ tenant, type: 'rejected_later', payload, by, ref, at })
  })
}
