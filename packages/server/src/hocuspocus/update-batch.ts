import type { ClockPairs, EventId, EventRecord, VerdictRecord } from '@docket/core'
import type { Principal } from '../auth/principal.ts'
import type { Breach, Rejection } from '../gate/judgement.ts'
import type { DocumentCommit, JudgedEvent, RecordsBeside } from '../ledger/commit.ts'

/** What became of an update: refused, in Postgres, or neither. */
export type Outcome =
  | Breach
  | {
      readonly kind: 'committed'
      /** All that was in the update: it is committed now, or was before. */
      readonly clocks: ClockPairs
    }
  /** Events that were to be committed all or not at all: one of them would have been rejected, so none is. */
  | { readonly kind: 'withheld'; readonly because: Rejection & { readonly id: EventId } }
  /** It could not be committed. Nothing has changed, and it may be sent again. */
  | { readonly kind: 'failed'; readonly error: unknown }

/** Events that come without Yjs: the server itself writes the update that appends them. */
export interface HandedIn {
  readonly events: readonly EventRecord[]
  /** None of them is committed if one would be rejected. */
  readonly isAtomic: boolean
  /** What the sender calls some of them, besides their ids. */
  readonly keys?: IdempotencyKeys | undefined
}

export type IdempotencyKeys = ReadonlyMap<EventId, string>

/** What somebody sends, and how they are told what became of it. */
export interface Submission {
  readonly content: Uint8Array | HandedIn
  readonly principal: Principal
  /** Has its sender said all that the document lacks? Until then a gap says nothing of this server. */
  readonly isCaughtUp: boolean
  settle(outcome: Outcome): void
}

/** The origin of what is committed: Hocuspocus broadcasts it, and need not store it. */
export const COMMITTED = { source: 'local', skipStoreHooks: true } as const

type ReadModel = DocumentCommit['readModel']
type BatchPart = 'events' | 'updates' | 'records'

/** So much of one document in one commit, and in one transaction of Yjs, whose time grows with the square of it. */
const MAX_UPDATES = 256
const MAX_BYTES = 512 * 1024

/**
 * Updates of one document that are judged, and will be committed, applied and answered together: all that come while the
 * commits before them are on their way.
 */
export class UpdateBatch {
  /** Those that bring something new. */
  readonly committing: Submission[] = []
  readonly events: JudgedEvent[] = []
  /** What of them the tenant's own records tell. */
  readonly records: RecordsBeside[] = []
  /** In the order in which they are applied. */
  readonly updates: Uint8Array[] = []
  /** In the order of their arrival, with what their senders are told when the batch is committed. */
  readonly answers: { readonly submission: Submission; readonly outcome: Outcome }[] = []
  /** How many events the document has before these. */
  readonly knownEvents: number
  #bytes = 0
  #readModel: ReadModel
  #isClosed = false

  constructor(knownEvents: number) {
    this.knownEvents = knownEvents
  }

  /** It takes no more: it is being committed, or full. */
  get isClosed(): boolean {
    return this.#isClosed
  }

  get isFull(): boolean {
    return this.updates.length >= MAX_UPDATES || this.#bytes >= MAX_BYTES
  }

  get readModel(): ReadModel {
    return this.#readModel
  }

  add(submission: Submission, { events, updates, records = [] }: Pick<DocumentCommit, BatchPart>): void {
    this.committing.push(submission)
    this.events.push(...events)
    this.records.push(...records)
    this.updates.push(...updates)
    for (const { byteLength } of updates) this.#bytes += byteLength
  }

  /** @param readModel of the document with this batch and nothing after it */
  close(readModel: () => ReadModel): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#readModel = readModel()
  }
}

/** The verdicts on the rejected ones of these events. */
export function verdictsOn(events: readonly Pick<JudgedEvent, 'event' | 'rejection'>[], at: number): VerdictRecord[] {
  return events.flatMap(({ event, rejection }) =>
    rejection === undefined ? [] : [{ ref: event.id, ...rejection, at }],
  )
}
