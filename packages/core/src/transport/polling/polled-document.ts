import { fromBase64, toBase64 } from 'lib0/buffer'
import * as Y from 'yjs'
import { type ClockPairs, Clocks } from '../../document/clocks.ts'
import { isEmptyUpdate } from '../../document/is-empty-update.ts'
import { missingUpdate } from '../../document/missing-update.ts'
import type { DocumentAddress } from '../../event/document-name.ts'
import type { DocketError } from '../../event/errors.ts'
import { type Attachment, type DocumentHost, RefusedError } from '../transport.ts'
import type { DocumentAnswer, DocumentExchanged, DocumentQuestion, Reason } from './sync-messages.ts'

/** Why a server cannot answer for a document now, and will soon. */
const PASSING: ReadonlySet<string> = new Set(['database_unreachable', 'committing_delayed', 'shutting_down'])
const PASSING_MS = 1_000

export interface PolledDocumentOptions {
  readonly address: DocumentAddress
  readonly doc: Y.Doc
  readonly host: DocumentHost
  /** How often the server is asked about a document of which nothing is known to be new, ms. */
  readonly recheckMs: number
  /** There is something to send. */
  onNews(): void
  onDetach(document: PolledDocument): void
}

/** What was asked about a document, and what was known then. */
interface Asked {
  readonly question: DocumentQuestion
  readonly serverHas: ClockPairs | undefined
  readonly version: number
}

/** One document that is kept in step by questions and answers; one question at a time. */
export class PolledDocument implements Attachment {
  readonly address: DocumentAddress
  readonly #options: PolledDocumentOptions
  /** By its last answer. */
  #serverHas: ClockPairs | undefined
  /** Grows with what is done to the document here. */
  #version = 0
  /** Up to here the server has been sent everything, and has answered. */
  #sentVersion = -1
  #asked: Asked | undefined
  #isSynced = false
  #hasMoved = false
  #mayHaveMoved = false
  #pausedUntilMs = 0
  #recheckAtMs = 0

  constructor(options: PolledDocumentOptions) {
    this.address = options.address
    this.#options = options
    options.doc.on('update', this.#updated)
  }

  owns(origin: unknown): boolean {
    return origin === this
  }

  detach(): void {
    this.#options.doc.off('update', this.#updated)
    this.#options.onDetach(this)
  }

  /** Somebody waits for the server to be asked. */
  isUrgent(nowMs: number): boolean {
    if (nowMs < this.#pausedUntilMs) return false
    return this.#serverHas === undefined || this.#hasMoved || this.#version !== this.#sentVersion
  }

  /** It is worth its place in a question that is sent anyway. */
  isDue(nowMs: number): boolean {
    return nowMs >= this.#pausedUntilMs && (this.#mayHaveMoved || nowMs >= this.#recheckAtMs)
  }

  /** It is to be asked about once more. */
  get mayHaveMoved(): boolean {
    return this.#mayHaveMoved
  }

  /** There is a newer summary. `isKnown`: it is perhaps of what the server has just answered. */
  moved(isKnown: boolean): void {
    this.#mayHaveMoved = true
    this.#hasMoved ||= !isKnown
  }

  ask(): DocumentQuestion {
    const { entity, id } = this.address
    const update = this.#version === this.#sentVersion ? undefined : this.#unsent()
    const question = {
      entity,
      id,
      state_vector: toBase64(Y.encodeStateVector(this.#options.doc)),
      ...(update !== undefined && { update: toBase64(update) }),
    }
    this.#asked = { question, serverHas: this.#serverHas, version: this.#version }
    return question
  }

  hear(answer: DocumentAnswer, nowMs: number): void {
    const asked = this.#asked
    if (asked === undefined) return
    this.#asked = undefined
    if ('error' in answer) this.#failed(answer.error, nowMs)
    else this.#exchanged(answer, asked, nowMs)
  }

  /** The server will have nobody with our token. */
  refused(error: DocketError): void {
    this.#isSynced = false
    this.#hasMoved = true
    this.#options.host.onRefused(error)
  }

  /** What it has to send is more than goes into a question. */
  tooLarge(): void {
    this.#sentVersion = this.#version
    this.#options.host.onUpdateRefused(
      new RefusedError('update_too_large', 'The document has more to send than the server takes in one request'),
    )
  }

  #exchanged({ update, committed, refused }: DocumentExchanged, asked: Asked, nowMs: number): void {
    const { doc, host, recheckMs } = this.#options
    // One of several servers may not have heard yet of what Postgres has: it is asked once more.
    this.#mayHaveMoved = this.#hasMoved
    this.#hasMoved = false
    this.#recheckAtMs = nowMs + recheckMs
    this.#serverHas = committed
    if (update !== undefined) Y.applyUpdate(doc, fromBase64(update), this)
    if (!this.#isSynced) host.onSynced()
    this.#isSynced = true
    host.onCommitted(committed)
    // The server had less than it had told, so the update built on what is not there: what it has now is known.
    if (refused?.code === 'update_gap' && !hasAll(committed, asked.serverHas)) return
    const isSent = asked.question.update !== undefined || this.#unsent() === undefined
    this.#sentVersion = isSent ? asked.version : -1
    if (refused !== undefined) host.onUpdateRefused(new RefusedError(refused.code, refused.reason))
  }

  #failed({ code, reason }: Reason, nowMs: number): void {
    const isPassing = PASSING.has(code)
    this.#pausedUntilMs = nowMs + (isPassing ? PASSING_MS : this.#options.recheckMs)
    if (code === 'committing_delayed') return
    this.#isSynced = false
    this.#options.host.onRefused(new RefusedError(code, reason))
  }

  /** Undefined when there is nothing, or when it is not known what the server has. */
  #unsent(): Uint8Array | undefined {
    if (this.#serverHas === undefined) return undefined
    const update = missingUpdate(this.#options.doc, Y.encodeStateVector(new Map(this.#serverHas)))
    return isEmptyUpdate(update) ? undefined : update
  }

  readonly #updated = (_: Uint8Array, origin: unknown): void => {
    if (origin === this) return
    this.#version++
    this.#options.onNews()
  }
}

function hasAll(committed: ClockPairs, before: ClockPairs = []): boolean {
  const clocks = new Clocks(committed)
  return before.every(([client, clock]) => clock <= clocks.clockOf(client))
}
