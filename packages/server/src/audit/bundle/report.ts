import type { Entity } from '@docket/core'
import type { Queryable } from '../../ledger/queryable.ts'
import type { DocumentKey } from '../../ledger/read-records.ts'
import { auditTrail } from '../audit-trail.ts'
import { htmlPage } from '../write-html.ts'

interface Reporting {
  readonly db: Queryable
  readonly entities: ReadonlyMap<string, Entity>
  readonly nowMs: number
}

/** The trails of some documents up to a number as one page for people. */
export function writeReport(
  { db, entities, nowMs }: Reporting,
  { tenant, last, documents }: { tenant: string; last: number; documents: readonly DocumentKey[] },
): AsyncGenerator<string> {
  const [first] = documents
  const trails = async function* () {
    for (const { entityType, entityId } of documents) {
      const trail = await auditTrail(db, { tenant, entityType, entityId }, entities.get(entityType), nowMs, last)
      if (trail !== undefined) yield trail
    }
  }
  return htmlPage(`Audit trail: ${first?.entityType ?? ''} ${first?.entityId ?? ''}`, trails())
}
