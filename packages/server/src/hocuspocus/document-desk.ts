import {
  type ClockPairs,
  DocketError,
  type DocumentAddress,
  documentName,
  type Effect,
  type EventLog,
  type EventRecord,
  isEmptyUpdate,
} from '@docket/core'
import type { Document } from '@hocuspocus/server'
import * as Y from 'yjs'
import type { Principal } from '../auth/principal.ts'
import type { Breach, Rejection } from '../gate/judgement.ts'
import { CommitterClosedError } from '../ledger/committer-errors.ts'
import { DatabaseUnreachableError } from '../ledger/database-unreachable.ts'
import { CommittingDelayedError, ShuttingDownError } from '../operation/readiness.ts'
import type { CommitBudget } from './commit-budget.ts'
import type { DocumentActor } from './document-actor.ts'
import type { HeldDocuments } from './held-documents.ts'
import { Refusal } from './refusal.ts'
import type { HandedIn, IdempotencyKeys, Outcome } from './update-batch.ts'

/** What became of an event that was handed in. */
export type EventResult =
  /** It is committed, now or since before. */
  | { readonly kind: 'accepted'; readonly effect: Effect }
  /** It is committed with a verdict. */
  | ({ readonly kind: 'rejected' } & Rejection)
  /** It is not stored: it broke the protocol, or another one that it may not be without would have been rejected. */
  | ({ readonly kind: 'refused' } & Rejection)

export interface RecordOptions {
  readonly principal: Principal
  /** Commit none of the events if one would be rejected. */
  readonly isAtomic?: boolean
  /** What the sender calls some of them, besides their ids. */
  readonly keys?: IdempotencyKeys | undefined
}

export interface Question {
  readonly principal: Principal
  readonly stateVector: Uint8Array
  readonly update?: Uint8Array | undefined
}

/** What a document is to somebody who asks now and then. */
export interface Exchange {
  /** What the state vector lacks; undefined if nothing. */
  readonly update: Uint8Array | undefined
  /** How much of the document is committed. */
  readonly committed: ClockPairs
  /** Why the update that was handed in will never be taken. */
  readonly refused: Rejection | undefined
}

const REASONS: Readonly<Record<string, string>> = {
  entity_unknown: 'The server knows no such entity; register it in createServer({ entities })',
  state_vector_malformed: 'The state vector is not one of Yjs',
}

/** A document cannot be opened now. */
export class DocumentRefusedError extends DocketError {
  constructor(code: string) {
    super(code, REASONS[code] ?? `The server cannot open the document: ${code}; its log says why`)
  }
}

export interface DeskOptions {
  readonly documents: Pick<HeldDocuments, 'use' | 'close'>
  readonly budget: Pick<CommitBudget, 'isFull' | 'taken' | 'settled'>
  actorOf(document: Document): DocumentActor | undefined
  /** An update was refused whole. */
  onBreach(breach: Breach, documentName: string, principal: Principal): void
}

/** Where updates and events come in that do not come over a socket of Hocuspocus: the same actors, gate and commit. */
export class DocumentDesk {
  readonly #options: DeskOptions
  #isClosed = false

  constructor(options: DeskOptions) {
    this.#options = options
  }

  /**
   * Puts events through the gate into their document; resolves when they are committed, with the results in their order.
   * An event that is there already, with the same content, has the same result again.
   *
   * @throws IdempotencyKeyTakenError, DocumentRefusedError, DatabaseUnreachableError, CommittingDelayedError, ShuttingDownError
   */
  record(
    address: DocumentAddress,
    events: readonly EventRecord[],
    { principal, isAtomic = false, keys }: RecordOptions,
  ): Promise<readonly EventResult[]> {
    return this.#use(address, principal, async (actor) => {
      const outcome = await this.#submit(actor, { events, isAtomic, keys }, principal)
      if (outcome.kind !== 'breach' || isAtomic || events.length < 2) return resultsOf(actor, events, outcome)
      // One of them breaks the protocol: each for itself, so that the others do not suffer.
      const results = await Promise.all(
        events.map(async (event) =>
          resultsOf(actor, [event], await this.#submit(actor, { events: [event], isAtomic, keys }, principal)),
        ),
      )
      return results.flat()
    })
  }

  /**
   * Records the event that `make` makes of the document as it is in this moment; what it throws has changed nothing.
   *
   * @throws DocumentRefusedError, DatabaseUnreachableError, CommittingDelayedError, ShuttingDownError
   */
  recordMade(
    address: DocumentAddress,
    make: (log: EventLog) => EventRecord,
    principal: Principal,
  ): Promise<{ readonly event: EventRecord; readonly result: EventResult }> {
    return this.#use(address, principal, async (actor) => {
      const event = make(actor.log)
      const outcome = await this.#submit(actor, { events: [event], isAtomic: false }, principal)
      return { event, result: resultOf(actor, event, outcome) }
    })
  }

  /**
   * Hands in an update of Yjs, if there is one, then gives what the state vector lacks of the document.
   *
   * @throws DocumentRefusedError, DatabaseUnreachableError, CommittingDelayedError, ShuttingDownError
   */
  exchange(address: DocumentAddress, { principal, stateVector, update }: Question): Promise<Exchange> {
    return this.#use(address, principal, async (actor, document) => {
      if (!isStateVector(stateVector)) throw new DocumentRefusedError('state_vector_malformed')
      const outcome = update && (await this.#submit(actor, update, principal))
      if (outcome?.kind === 'breach') this.#options.onBreach(outcome, documentName(address), principal)
      const missing = Y.encodeStateAsUpdate(document, stateVector)
      return {
        update: isEmptyUpdate(missing) ? undefined : missing,
        committed: [...Y.decodeStateVector(Y.encodeStateVector(document))],
        refused: outcome?.kind === 'breach' ? { code: outcome.code, reason: outcome.reason } : undefined,
      }
    })
  }

  /**
   * Takes what the central server has of a document, as that has judged it; resolves when it is committed here. Gives why
   * it cannot be taken, if so.
   *
   * @throws DocumentRefusedError, DatabaseUnreachableError, CommittingDelayedError, ShuttingDownError
   */
  adopt(address: DocumentAddress, update: Uint8Array, principal: Principal): Promise<Rejection | undefined> {
    return this.#use(address, principal, async (actor) => {
      const outcome = await this.#submit(actor, update, principal)
      return outcome.kind === 'breach' ? { code: outcome.code, reason: outcome.reason } : undefined
    })
  }

  /** Looks at the events of a document, as they will be when all that was handed in is committed. */
  read<T>(address: DocumentAddress, principal: Principal, look: (log: EventLog) => T): Promise<T> {
    return this.#use(address, principal, async (actor) => look(actor.log))
  }

  /** Takes nothing more. */
  close(): void {
    this.#isClosed = true
    this.#options.documents.close()
  }

  async #use<T>(
    address: DocumentAddress,
    { tenant }: Principal,
    work: (actor: DocumentActor, document: Document) => Promise<T>,
  ): Promise<T> {
    const { documents, budget, actorOf } = this.#options
    if (this.#isClosed) throw new ShuttingDownError()
    if (budget.isFull) throw new CommittingDelayedError()
    if (tenant !== address.tenant) throw new DocumentRefusedError('tenant_mismatch')
    try {
      return await documents.use(address, async (document) => {
        const actor = actorOf(document)
        if (actor === undefined) throw new DocumentRefusedError('entity_unknown')
        return work(actor, document)
      })
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      if (error.reason === 'database_unreachable') throw new DatabaseUnreachableError(undefined, error)
      throw new DocumentRefusedError(error.reason)
    }
  }

  async #submit(actor: DocumentActor, content: Uint8Array | HandedIn, principal: Principal): Promise<Outcome> {
    const { budget } = this.#options
    const bytes = content instanceof Uint8Array ? content.byteLength : 0
    budget.taken(bytes)
    const outcome = await new Promise<Outcome>((settle) => {
      actor.submit({ content, principal, isCaughtUp: true, settle })
    })
    budget.settled(bytes)
    if (outcome.kind === 'failed')
      throw outcome.error instanceof CommitterClosedError ? new ShuttingDownError() : outcome.error
    return outcome
  }
}

function isStateVector(bytes: Uint8Array): boolean {
  try {
    Y.decodeStateVector(bytes)
    return true
  } catch {
    return false
  }
}

function resultsOf(actor: DocumentActor, events: readonly EventRecord[], outcome: Outcome): EventResult[] {
  return events.map((event) => resultOf(actor, event, outcome))
}

function resultOf(actor: DocumentActor, { id }: EventRecord, outcome: Outcome): EventResult {
  if (outcome.kind === 'breach') return refused(outcome)
  if (outcome.kind === 'withheld') return refused(withheld(outcome.because, id))
  const entry = actor.log.get(id)
  const verdict = actor.log.verdictOf(id)
  if (verdict !== undefined) return { kind: 'rejected', code: verdict.code, reason: verdict.reason }
  return { kind: 'accepted', effect: entry?.effect ?? { kind: 'applied' } }
}

function refused({ code, reason }: Rejection | Breach): EventResult {
  return { kind: 'refused', code, reason }
}

function withheld({ id: culprit, code, reason }: Rejection & { readonly id: string }, id: string): Rejection {
  if (id === culprit) return { code, reason }
  return { code: 'withheld', reason: `${culprit} would be rejected (${code}), and all or none were to be committed` }
}
