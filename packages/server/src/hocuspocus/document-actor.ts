import type { ClockPairs, DocumentAddress, Entity, VerdictRecord } from '@docket/core'
import * as Y from 'yjs'
import type { Principal } from '../auth/principal.ts'
import { judgeUpdate } from '../gate/judge-update.ts'
import { type Breach, breach } from '../gate/judgement.ts'
import type { GateLimits } from '../gate/limits.ts'
import type { JudgeByRules } from '../gate/rules-by-entity.ts'
import type { CommitReceipt, DocumentCommit } from '../ledger/commit.ts'
import { CommitSupersededError } from '../ledger/committer.ts'
import { EventAlreadyCommittedError } from '../ledger/event-already-committed.ts'
import { decodeUpdate } from './decode-update.ts'
import { KnownDocument } from './known-document.ts'
import { VerdictWriter } from './verdict-writer.ts'

/** Hocuspocus broadcasts what comes from itself too. */
const LOCAL = { source: 'local' }

/** What became of an update: refused, or in Postgres. */
export type Outcome =
  | Breach
  | {
      readonly kind: 'committed'
      /** The part of the document that is committed now and was not before; empty when the document had it all. */
      readonly clocks: ClockPairs
    }

export interface ActorOptions {
  readonly address: DocumentAddress
  readonly entity: Entity
  /** The document that Hocuspocus serves: holds nothing but what is committed. */
  readonly doc: Y.Doc
  readonly limits: GateLimits
  readonly rules?: JudgeByRules | undefined
  readonly now: () => number
  commit(commit: DocumentCommit): Promise<CommitReceipt>
  /** A new summary is committed. */
  onCommitted(summary: unknown, receipt: CommitReceipt): void
}

/**
 * Takes the updates of one document in the order of their arrival, whatever connection they come from: each is judged
 * against the document as it will be when those before it are committed, and may be applied once its own commit is.
 */
export class DocumentActor {
  readonly #options: ActorOptions
  #known: KnownDocument
  #verdicts: VerdictWriter | undefined
  #last: Promise<unknown> = Promise.resolve()
  #relearning: Promise<void> | undefined

  constructor(options: ActorOptions) {
    this.#options = options
    this.#known = new KnownDocument(options.entity, options.doc)
  }

  /**
   * Judges and commits an update; the caller applies it right afterwards, and only if it is committed.
   *
   * @throws when it could not be committed: nothing has changed, and it may be sent again
   */
  async submit(update: Uint8Array, principal: Principal): Promise<Outcome> {
    if (this.#relearning !== undefined) await this.#relearning
    const decoded = decodeUpdate(update, this.#options.limits)
    if ('kind' in decoded) return decoded
    const judgement = judgeUpdate(decoded, this.#known, principal, this.#options.limits, this.#options.rules)
    if (judgement.kind === 'breach') return judgement
    if (judgement.clocks.length === 0) {
      // It has nothing new, but what it repeats may still be on its way to Postgres.
      await this.#last
      return { kind: 'committed', clocks: [] }
    }
    const verdicts = judgement.events.flatMap(({ event, rejection }): VerdictRecord[] =>
      rejection === undefined ? [] : [{ ref: event.id, ...rejection, at: this.#options.now() }],
    )
    const verdictUpdate = verdicts.length === 0 ? undefined : this.#writeVerdicts(verdicts)
    this.#known.add(
      judgement.events.map(({ event }) => event),
      [],
      judgement.clocks,
    )
    const summary = this.#options.entity.summary(this.#known.log.state)
    const commit: DocumentCommit = {
      address: this.#options.address,
      events: judgement.events.map((judged) => ({ ...judged, submittedBy: principal.subject })),
      updates: verdictUpdate === undefined ? [update] : [verdictUpdate, update],
      readModel: { state: this.#known.log.state, summary },
    }
    const refusal = await this.#commit(commit, summary)
    // One before it was refused, so it has to be judged without that one.
    if (refusal === 'superseded') return this.submit(update, principal)
    if (refusal !== undefined) return refusal
    if (verdictUpdate !== undefined) Y.applyUpdate(this.#options.doc, verdictUpdate, LOCAL)
    this.#applyIfNobodyDoes(update, judgement.clocks)
    return { kind: 'committed', clocks: judgement.clocks }
  }

  async #commit(commit: DocumentCommit, summary: unknown): Promise<Breach | 'superseded' | undefined> {
    const committed = this.#options.commit(commit)
    this.#last = Promise.allSettled([this.#last, committed])
    try {
      this.#options.onCommitted(summary, await committed)
      return undefined
    } catch (error) {
      this.#relearning ??= this.#relearn()
      if (error instanceof EventAlreadyCommittedError) {
        return breach('event_id_reused', 'an id of the update belongs to an event of another document')
      }
      if (error instanceof CommitSupersededError) return 'superseded'
      throw error
    }
  }

  /**
   * Whoever submitted the update applies it right afterwards. Where nobody does, because Hocuspocus has dropped the
   * connection's frames, the document would lack what Postgres has.
   */
  #applyIfNobodyDoes(update: Uint8Array, clocks: ClockPairs): void {
    const { doc } = this.#options
    setImmediate(() => {
      if (clocks.some(([client, clock]) => Y.getState(doc.store, client) < clock)) Y.applyUpdate(doc, update, LOCAL)
    })
  }

  /**
   * A commit failed for good, and what the gate knows supposed that it would succeed. Hocuspocus' document has only what
   * is committed; the gate learns anew from it, when everything that is in flight is settled and applied.
   */
  async #relearn(): Promise<void> {
    await this.#last
    await new Promise<void>((resolve) => setImmediate(resolve))
    this.#known = new KnownDocument(this.#options.entity, this.#options.doc)
    this.#verdicts = undefined
    this.#relearning = undefined
  }

  #writeVerdicts(verdicts: readonly VerdictRecord[]): Uint8Array {
    this.#verdicts ??= new VerdictWriter()
    const update = this.#verdicts.write(verdicts)
    this.#known.addVerdictClient(this.#verdicts.client)
    this.#known.add([], verdicts, this.#verdicts.clocks)
    return update
  }
}
