import {
  type Checkpoint,
  type ClockPairs,
  checkpointOf,
  type DocumentAddress,
  type Entity,
  type EventLog,
  type EventRecord,
  eventsOf,
  runsOf,
  type VerdictRecord,
  verdictsOf,
} from '@docket/core'
import * as Y from 'yjs'
import type { Principal } from '../auth/principal.ts'
import { Coalesced } from '../coalesced.ts'
import type { AppendedItem } from '../gate/appended.ts'
import { judgeRecords, judgeUpdate } from '../gate/judge-update.ts'
import { type BroughtVerdicts, breach, type JudgedEvent, NO_VERDICTS } from '../gate/judgement.ts'
import type { GateLimits } from '../gate/limits.ts'
import type { JudgeByRules } from '../gate/rules-by-entity.ts'
import type { CommitReceipt, DocumentCommit, PendingCommit } from '../ledger/commit.ts'
import { CommitSupersededError, CommitterClosedError } from '../ledger/committer-errors.ts'
import { DocumentMovedError } from '../ledger/document-moved.ts'
import { EventAlreadyCommittedError } from '../ledger/event-already-committed.ts'
import { IdempotencyKeyTakenError } from '../ledger/idempotency-keys.ts'
import { isAboutData } from '../ledger/is-about-data.ts'
import { sleep } from '../sleep.ts'
import { decodeUpdate } from './decode-update.ts'
import { KnownDocument } from './known-document.ts'
import { laterRejections } from './later-rejections.ts'
import { ServerWriter } from './server-writer.ts'
import { COMMITTED, type HandedIn, type Outcome, type Submission, UpdateBatch, verdictsOn } from './update-batch.ts'

export interface ActorOptions {
  readonly address: DocumentAddress
  readonly entity: Entity
  /** The document that Hocuspocus serves: holds nothing but what is committed. */
  readonly doc: Y.Doc
  readonly limits: GateLimits
  readonly rules?: JudgeByRules | undefined
  readonly now: () => number
  commit(commit: PendingCommit): Promise<CommitReceipt>
  /** What Postgres has of the document since this was last asked, or since it was opened. */
  readNew(): Promise<readonly Uint8Array[]>
  /** The document has got what another server has committed. */
  onForeign(events: readonly EventRecord[]): void
  onError(error: unknown): void
}

/** What passed the gate, and the update that appends it. */
interface ToAppend {
  readonly kind: 'appended'
  readonly events: readonly JudgedEvent[]
  readonly verdicts: BroughtVerdicts
  /** What the document does not have yet. */
  readonly clocks: ClockPairs
  /** That, and what the update repeats: by whatever way that came, its sender has not heard that it is committed. */
  readonly covered: ClockPairs
  readonly update: Uint8Array
}

interface Waiting {
  /** Of batches that failed. They came before all others, which may build on them. */
  readonly givenBack: Submission[]
  readonly arrived: Submission[]
}

const FIRST_RETRY_MS = 250
const LAST_RETRY_MS = 10_000
const NOTHING_NEW: Outcome = { kind: 'committed', clocks: [] }

/**
 * Takes the updates of one document in the order of their arrival, whatever connection they come from: judges each
 * against the document as it will be when those before it are committed, commits those that have gathered while the
 * last ones were being written, applies them, and tells their senders, in the same order.
 */
export class DocumentActor {
  readonly #options: ActorOptions
  #known: KnownDocument
  #verdicts: ServerWriter<VerdictRecord> | undefined
  #events: ServerWriter<EventRecord> | undefined
  /** The newest batch that is not settled. */
  #newest: UpdateBatch | undefined
  #committing: Promise<void> | undefined
  /** Does the gate know what the document is? To learn it again costs as much as the document is long. */
  #isKnown = true
  /** What is judged once the gate knows the document again; undefined while it does. */
  #waiting: Waiting | undefined
  /** Waiting ones that are committed one by one, because together with others they failed. */
  readonly #alone = new WeakSet<Submission>()
  readonly #caughtUpFor = new WeakSet<Submission>()
  readonly #catchUp = new Coalesced(async () => this.#learn(await this.#options.readNew()))
  /** Why what was judged is given back: all of it, because what came later builds on what came before. */
  #failure: Outcome | undefined
  /** How many events the gate knew when Postgres last had others. */
  #movedFrom: number | undefined

  constructor(options: ActorOptions) {
    this.#options = options
    this.#known = new KnownDocument(options.entity, options.doc)
  }

  get entity(): Entity {
    return this.#options.entity
  }

  /** The document as it will be when all that has been judged is committed. */
  get log(): EventLog {
    return this.#known.log
  }

  /**
   * The document as it is now, as a checkpoint; `busy` while something of it is not committed and applied, undefined
   * when it has none.
   */
  checkpoint(): Checkpoint | 'busy' | undefined {
    if (this.#newest !== undefined || this.#waiting !== undefined || !this.#isKnown) return 'busy'
    return checkpointOf(this.#known.log, runsOf(this.#options.doc))
  }

  /**
   * Another server has committed these updates, before which the document had so many events; where it is not told which,
   * they are read from Postgres.
   */
  hear(knownEvents: number | undefined, updates: readonly Uint8Array[]): void {
    const { doc } = this.#options
    const isNext = this.#waiting === undefined && eventsOf(doc).length === knownEvents
    if (isNext && updates.length > 0) this.#learn(updates)
    else void this.#catchUpAtLast()
  }

  /** Reads from Postgres what is committed and not here. */
  catchUp(): Promise<void> {
    return this.#catchUp.request()
  }

  /** Judges an update now, and tells what became of it when it is refused or in Postgres, and applied. */
  submit(submission: Submission): void {
    if (this.#waiting !== undefined) {
      this.#waiting.arrived.push(submission)
      return
    }
    const outcome = this.#judge(submission)
    if (this.#lacksWhatPostgresMayHave(outcome, submission)) {
      this.#caughtUpFor.add(submission)
      this.#wait().arrived.push(submission)
      return
    }
    if (this.#newest === undefined) submission.settle(outcome)
    else this.#newest.answers.push({ submission, outcome })
  }

  #judge(submission: Submission): Outcome {
    const { content, principal } = submission
    const appended =
      content instanceof Uint8Array ? this.#judgeUpdate(content, principal) : this.#judgeEvents(content, principal)
    if (appended.kind !== 'appended') return appended
    const { clocks, covered, events, update, verdicts } = appended
    const outcome: Outcome = { kind: 'committed', clocks: covered }
    // What it repeats may still be on its way to Postgres: it is answered after that.
    if (clocks.length === 0) return outcome
    const alone = this.#alone.has(submission)
    const batch = this.#batch(alone)
    const now = this.#options.now()
    const records = laterRejections(this.#options.address, verdicts.records, this.#known.log, principal.subject, now)
    if (verdicts.records.length > 0) this.#known.addVerdicts(verdicts.records, verdicts.clients)
    const unjudged = events.filter(({ event }) => this.#known.log.verdictOf(event.id) === undefined)
    const own = verdictsOn(unjudged, now)
    const updates = own.length === 0 ? [update] : [this.#writeVerdicts(own), update]
    this.#known.append(events, clocks)
    const keys = content instanceof Uint8Array ? undefined : content.keys
    batch.add(submission, {
      events: events.map(({ event, rejection }) => ({
        event,
        rejection,
        submittedBy: principal.subject,
        personal: personalMembers(this.#options.entity, event.type),
        idempotencyKey: keys?.get(event.id),
      })),
      updates,
      records,
    })
    if (alone || batch.isFull) this.#close(batch)
    return outcome
  }

  #judgeUpdate(update: Uint8Array, principal: Principal): Outcome | ToAppend {
    const { limits, rules } = this.#options
    const decoded = decodeUpdate(update, limits)
    if ('kind' in decoded) return decoded
    const judgement = judgeUpdate(decoded, this.#known, principal, limits, rules)
    if (judgement.kind === 'breach') return judgement
    return { ...judgement, kind: 'appended', covered: coveredBy(decoded.items), update }
  }

  #judgeEvents({ events, isAtomic }: HandedIn, principal: Principal): Outcome | ToAppend {
    const { limits, rules } = this.#options
    const judged = judgeRecords(events, Number.POSITIVE_INFINITY, this.#known, principal, limits, rules)
    if ('kind' in judged) return judged
    const culprit = isAtomic ? judged.find(({ rejection }) => rejection !== undefined) : undefined
    if (culprit?.rejection !== undefined) {
      return { kind: 'withheld', because: { id: culprit.event.id, ...culprit.rejection } }
    }
    if (judged.length === 0) return NOTHING_NEW
    this.#events ??= new ServerWriter(eventsOf)
    const update = this.#events.write(judged.map(({ event }) => event))
    this.#known.reserve(this.#events.client)
    const { clocks } = this.#events
    return { kind: 'appended', events: judged, verdicts: NO_VERDICTS, clocks, covered: clocks, update }
  }

  /** The batch that takes the next update. */
  #batch(alone: boolean): UpdateBatch {
    const newest = this.#newest
    if (newest !== undefined && !newest.isClosed) {
      if (!alone) return newest
      this.#close(newest)
    }
    const batch = new UpdateBatch(this.#known.events)
    this.#newest = batch
    this.#committing = this.#commit(batch)
    return batch
  }

  async #commit(batch: UpdateBatch): Promise<void> {
    const { address, commit } = this.#options
    const take = (): DocumentCommit => {
      this.#close(batch)
      const { events, records, updates, readModel, knownEvents } = batch
      return { address, events, records, updates, readModel, knownEvents }
    }
    try {
      const receipt = await commit({ address, take })
      this.#apply(batch)
      if (receipt.readModelError !== undefined) this.#options.onError(receipt.readModelError)
      this.#movedFrom = undefined
    } catch (error) {
      this.#failed(batch, error)
      return
    }
    this.#settle(batch)
  }

  #close(batch: UpdateBatch): void {
    batch.close(() => this.#readModel())
  }

  #apply({ updates }: UpdateBatch): void {
    const { doc } = this.#options
    doc.transact(() => {
      for (const update of updates) Y.applyUpdate(doc, update)
    }, COMMITTED)
  }

  #settle(batch: UpdateBatch, failure?: Outcome): void {
    if (this.#newest === batch) this.#newest = undefined
    for (const { submission, outcome } of batch.answers) submission.settle(failure ?? outcome)
  }

  /** What the gate knows supposed that the batch would be committed, and so did what was judged after it. */
  #failed(batch: UpdateBatch, error: unknown): void {
    if (error instanceof CommitterClosedError) {
      this.#settle(batch, { kind: 'failed', error })
      return
    }
    const submissions = batch.answers.map(({ submission }) => submission)
    if (error instanceof DocumentMovedError) {
      this.#movedOn(batch, error)
      this.#giveBack(batch, submissions)
      return
    }
    const [culprit, ...others] = error instanceof CommitSupersededError ? [] : batch.committing
    if (culprit === undefined || others.length > 0) {
      for (const submission of batch.committing) this.#alone.add(submission)
      this.#giveBack(batch, submissions)
      return
    }
    const outcome = outcomeOf(error)
    // That a key is taken concerns the event that has it, and nobody behind it.
    if (outcome.kind === 'failed' && !(error instanceof IdempotencyKeyTakenError)) this.#failure = outcome
    this.#giveBack(
      batch,
      submissions.filter((submission) => submission !== culprit),
    )
    culprit.settle(outcome)
  }

  /** Postgres has other events than the gate knows; again, although they have been read? It would go on for ever. */
  #movedOn({ knownEvents }: UpdateBatch, error: DocumentMovedError): void {
    // Those behind the first one suppose what it would have brought.
    if (this.#waiting !== undefined) return
    if (this.#movedFrom === knownEvents) this.#failure = { kind: 'failed', error }
    this.#movedFrom = knownEvents
  }

  /** They are judged again, once the gate has learnt anew what the document is. */
  #giveBack(failed: UpdateBatch, submissions: readonly Submission[]): void {
    this.#isKnown = false
    if (this.#newest === failed) this.#newest = undefined
    const { givenBack } = this.#wait()
    if (this.#failure === undefined) givenBack.push(...submissions)
    else for (const submission of submissions) submission.settle(this.#failure)
  }

  /** From now on nothing is judged until the document has been read from Postgres. */
  #wait(): Waiting {
    if (this.#waiting !== undefined) return this.#waiting
    const waiting: Waiting = { givenBack: [], arrived: [] }
    this.#waiting = waiting
    void this.#relearn(waiting)
    return waiting
  }

  async #relearn({ givenBack, arrived }: Waiting): Promise<void> {
    let failure: Outcome | undefined
    try {
      await this.catchUp()
    } catch (error) {
      failure = { kind: 'failed', error }
    }
    // What is in flight was judged by what the gate knew before.
    while (this.#newest !== undefined) await this.#committing
    if (!this.#isKnown) {
      this.#known = new KnownDocument(this.#options.entity, this.#options.doc)
      this.#verdicts = undefined
      this.#events = undefined
      this.#isKnown = true
    }
    this.#waiting = undefined
    this.#failure = undefined
    for (const submission of [...givenBack, ...arrived]) {
      if (failure === undefined) this.submit(submission)
      else submission.settle(failure)
    }
  }

  /** However long Postgres does not answer: nobody says again what was missed. */
  async #catchUpAtLast(): Promise<void> {
    for (let pauseMs = FIRST_RETRY_MS; !this.#options.doc.isDestroyed; pauseMs = Math.min(pauseMs * 2, LAST_RETRY_MS)) {
      try {
        return await this.catchUp()
      } catch (error) {
        this.#options.onError(error)
        await sleep(pauseMs)
      }
    }
  }

  /** The document has these, or gets them now: they are committed. */
  #learn(updates: readonly Uint8Array[]): void {
    const { doc, limits, onForeign } = this.#options
    const events: EventRecord[] = []
    let isNew = false
    // Yjs tells nobody of an update that the document has.
    const notice = (update: Uint8Array): void => {
      isNew = true
      const appended = decodeUpdate(update, limits)
      // A snapshot is longer than what anybody may send.
      if ('kind' in appended) this.#isKnown = false
      else events.push(...this.#known.learn(appended))
    }
    doc.on('update', notice)
    try {
      for (const update of updates) Y.applyUpdate(doc, update, COMMITTED)
    } finally {
      doc.off('update', notice)
    }
    if (!this.#isKnown) this.#wait()
    if (isNew) onForeign(events)
  }

  /** Another server may have committed what is missing here. */
  #lacksWhatPostgresMayHave(outcome: Outcome, submission: Submission): boolean {
    return (
      outcome.kind === 'breach' &&
      (outcome.code === 'update_gap' || outcome.code === 'verdict_forged') &&
      submission.isCaughtUp &&
      !this.#caughtUpFor.has(submission)
    )
  }

  /** Undefined when the application's summary fails: that must not keep events from being committed. */
  #readModel(): DocumentCommit['readModel'] {
    const { state } = this.#known.log
    try {
      return { state, summary: this.#options.entity.summary(state) }
    } catch (error) {
      this.#options.onError(error)
      return undefined
    }
  }

  #writeVerdicts(verdicts: readonly VerdictRecord[]): Uint8Array {
    this.#verdicts ??= new ServerWriter(verdictsOf)
    const update = this.#verdicts.write(verdicts)
    this.#known.addVerdicts(verdicts, [this.#verdicts.client], this.#verdicts.clocks)
    this.#known.reserve(this.#verdicts.client)
    return update
  }
}

function personalMembers(entity: Entity, type: string): readonly string[] | undefined {
  const personal = entity.events[type]?.personal
  return personal && Object.keys(personal)
}

/** Why the commit of a single update will never succeed, or may. */
function outcomeOf(error: unknown): Outcome {
  if (error instanceof EventAlreadyCommittedError) {
    return breach('event_id_reused', 'an id of the update belongs to an event of another document')
  }
  if (isAboutData(error)) return breach('event_unstorable', 'Postgres cannot store what the update holds')
  return { kind: 'failed', error }
}

/** @param items those of a client in the order of their clocks */
function coveredBy(items: readonly AppendedItem[]): ClockPairs {
  return [...new Map(items.map(({ client, clock, length }) => [client, clock + length]))]
}
