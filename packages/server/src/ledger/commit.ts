import type { DocumentAddress, EventRecord } from '@docket/core'

/** An event that the gate has judged, as it goes into the ledger. */
export interface JudgedEvent {
  readonly event: EventRecord
  /** Undefined when it is accepted. */
  readonly rejection: { readonly code: string; readonly reason: string } | undefined
  /** The user or device whose token brought it. */
  readonly submittedBy: string
  /** The members of its payload that are personal data. */
  readonly personal?: readonly string[] | undefined
  /** What its sender calls it, besides its id: no two events of a tenant have the same. */
  readonly idempotencyKey?: string | undefined
}

/** Records that belong to no document, or to another one than what they are committed with. */
export type RecordsBeside = Pick<DocumentCommit, 'address' | 'events'>

/** What one document adds to a group: written whole or not at all. */
export interface DocumentCommit {
  readonly address: DocumentAddress
  /** In the order in which they are numbered. May be empty (updates that carry no event). */
  readonly events: readonly JudgedEvent[]
  /** Records of its tenant's own that belong to it; numbered before its events. */
  readonly records?: readonly RecordsBeside[]
  /** Yjs updates (v1), in the order in which they are applied. */
  readonly updates: readonly Uint8Array[]
  /** How many events the document had when these were judged; undefined where nobody judged by them. */
  readonly knownEvents?: number | undefined
  /** The read model after these events; undefined leaves it as it is. */
  readonly readModel: { readonly state: unknown; readonly summary: unknown } | undefined
}

/** A commit that may grow until its turn comes. */
export interface PendingCommit {
  readonly address: DocumentAddress
  /** Called once, when it is written. */
  take(): DocumentCommit
}

/** What the commit of one document's events gave. */
export interface CommitReceipt {
  /** The tenant's number of the last of these events; of the newest event so far when there were none. */
  readonly seq: number
  /** When Postgres recorded them, ms since the epoch. */
  readonly recordedAtMs: number
  /** Why the read model was left as it was, although there was a newer one. */
  readonly readModelError?: unknown
}

/** All that a commit adds to its tenant's chain, in the order in which it is numbered. */
export function chainedBy({ address, events, records }: DocumentCommit): readonly RecordsBeside[] {
  return records === undefined || records.length === 0 ? [{ address, events }] : [...records, { address, events }]
}

/** How many numbers it takes. */
export function numbersOf(commit: DocumentCommit): number {
  return chainedBy(commit).reduce((sum, { events }) => sum + events.length, 0)
}

/** Do they belong to one document? */
export function isSameDocument(a: DocumentAddress, b: DocumentAddress): boolean {
  return a.tenant === b.tenant && a.entity === b.entity && a.id === b.id
}
