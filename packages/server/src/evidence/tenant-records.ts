import { type DocumentAddress, type JsonObject, nextEventId } from '@docket/core'
import type { CommitReceipt, DocumentCommit, PendingCommit } from '../ledger/commit.ts'
import { commitGroup } from '../ledger/commit-group.ts'
import type { Queryable } from '../ledger/queryable.ts'

/** The type of a tenant's own records; no entity can have this name. */
export const TENANT_RECORDS = '$tenant'

/** What is recorded of a tenant besides its documents' events. */
export type TenantRecordType =
  | 'trail_read'
  | 'trail_exported'
  | 'trail_verified'
  | 'key_changed'
  | 'erased'
  | 'archived'
  | 'signed'
  | 'rejected_later'

export interface TenantRecord {
  readonly tenant: string
  readonly type: TenantRecordType
  readonly payload: JsonObject
  /** Who did it: the subject of a token, or of whom the command line says that it is. */
  readonly by: string
  /** The event that it is about. */
  readonly ref?: string
  /** ms since the epoch */
  readonly at: number
}

export type Commit = (commit: PendingCommit) => Promise<CommitReceipt>

/** Commits without a committer, each as a group of its own: for the command line. */
export function commitAlone(db: Queryable): Commit {
  return async (pending) => {
    const [receipt] = await commitGroup(db, [pending.take()])
    if (receipt === undefined) throw new Error('The commit of a record gave no receipt')
    return receipt
  }
}

/** Commits a record of the tenant's own in its chain; it belongs to no document. */
export function commitTenantRecord(commit: Commit, record: TenantRecord): Promise<CommitReceipt> {
  const { address, ...rest } = tenantCommit(record)
  return commit({ address, take: () => ({ address, ...rest }) })
}

export function tenantCommit({ tenant, type, payload, by, ref, at }: TenantRecord): DocumentCommit {
  const address: DocumentAddress = { tenant, entity: TENANT_RECORDS, id: 'trail' }
  const event = {
    id: nextEventId(undefined, at),
    type,
    v: 1,
    at,
    by,
    device: 'server',
    payload,
    ...(ref === undefined ? {} : { ref }),
  }
  return { address, events: [{ event, rejection: undefined, submittedBy: by }], updates: [], readModel: undefined }
}
