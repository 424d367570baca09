import type { SummaryRow } from '@docket/core'
import { type CommitReceipt, type DocumentCommit, numbersOf } from '../ledger/commit.ts'
import type { CommitNews, DocumentNews } from './notifications.ts'

interface TenantNews {
  first: number
  last: number
  readonly documents: DocumentNews[]
  readonly rows: Map<string, SummaryRow>
}

/** What there is to tell of a group that has been written, a tenant each. */
export function newsOfGroup(
  group: readonly { readonly commit: DocumentCommit }[],
  receipts: readonly CommitReceipt[],
): CommitNews[] {
  const byTenant = new Map<string, TenantNews>()
  for (const [index, { commit }] of group.entries()) {
    const receipt = receipts[index]
    if (receipt !== undefined) take(byTenant, commit, receipt)
  }
  return [...byTenant].map(([tenant, { rows, ...news }]) => ({ tenant, ...news, rows: [...rows.values()] }))
}

/** The numbers of a tenant's events in a group are without a gap, and in the order of the commits. */
function take(byTenant: Map<string, TenantNews>, commit: DocumentCommit, { seq }: CommitReceipt): void {
  const { address, updates, readModel, knownEvents } = commit
  const { tenant, entity, id } = address
  const first = seq - numbersOf(commit) + 1
  const news = byTenant.get(tenant) ?? { first, last: seq, documents: [], rows: new Map<string, SummaryRow>() }
  byTenant.set(tenant, news)
  news.last = seq
  if (updates.length > 0) news.documents.push({ entity, id, knownEvents, updates })
  // A summary is JSON by the contract of `Entity.summary`; Postgres has just taken it as such.
  if (readModel !== undefined)
    news.rows.set(`${entity}/${id}`, { entity, id, summary: readModel.summary, seq } as SummaryRow)
}
