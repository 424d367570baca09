import type * as Y from 'yjs'
import { type DocumentAddress, documentName, parseDocumentName } from '../../event/document-name.ts'
import type { DocketError } from '../../event/errors.ts'
import { reportUncaught } from '../../event/report-uncaught.ts'
import { ConnectionTeller } from '../connection-teller.ts'
import type { SummaryRow } from '../messages.ts'
import { Retries } from '../retries.ts'
import type { Attachment, DocumentHost, TransportConnection, TransportHost } from '../transport.ts'
import { HeardNews } from './heard-news.ts'
import type { NewsSource } from './news-source.ts'
import { onReturn } from './on-return.ts'
import { PolledDocument } from './polled-document.ts'
import type { Outcome, SyncClient } from './sync-client.ts'
import {
  type DocumentQuestion,
  keyOf,
  MAX_SYNC_CHECKPOINTS,
  MAX_SYNC_DOCUMENTS,
  type SyncAnswer,
  type SyncQuestion,
} from './sync-messages.ts'

/** A question is full when its updates are so many characters: many proxies take no more than 1 MB. */
const FULL_CHARS = 512 * 1024
const UNREACHABLE: Outcome = { kind: 'unreachable' }

export interface PollingOptions {
  readonly client: SyncClient
  readonly intervalMs: number
  readonly maxRetryDelayMs: number
  readonly recheckMs: number
  /** Where there is one, and it is live, the server is asked less often. */
  readonly news?: { readonly source: NewsSource; readonly intervalMs: number }
}

/** A store's conversation with a server that is asked from time to time, and at once when there is something to send. */
export class PollingConnection implements TransportConnection {
  readonly #host: TransportHost
  readonly #options: PollingOptions
  readonly #teller: ConnectionTeller
  readonly #closed = new AbortController()
  readonly #retries: Retries
  readonly #stopReturn: () => void
  readonly #closeNews: (() => void) | undefined
  readonly #documents = new Set<PolledDocument>()
  readonly #checkpoints = new Map<string, DocumentAddress>()
  #timer: ReturnType<typeof setTimeout> | undefined
  #isRunning = false
  #isScheduled = false
  /** The last question failed: the next one waits for its time. */
  #isFailing = false
  #hasMoreSummaries = false
  #knowsSummaries = false
  #fullChars = FULL_CHARS
  /** By its answers, the device has all summaries up to this number. */
  #cursor = 0
  readonly #news = new HeardNews()

  constructor(host: TransportHost, options: PollingOptions) {
    this.#host = host
    this.#options = options
    this.#teller = new ConnectionTeller(host)
    this.#retries = new Retries(options.maxRetryDelayMs, () => this.#run())
    this.#stopReturn = onReturn(() => this.#run())
    this.#teller.tell('connecting')
    this.#closeNews = options.news?.source.open({
      onRows: (rows) => this.#hear(rows),
      onLive: (isLive) => this.#live(isLive),
    })
    void host.ready.then(() => {
      this.#knowsSummaries = this.#hasMoreSummaries = true
      this.#soon()
    })
    this.#soon()
  }

  attach(name: string, doc: Y.Doc, host: DocumentHost): Attachment {
    const address = parseDocumentName(name)
    if (address === undefined) throw new TypeError(`"${name}" is not the name of a document`)
    const document = new PolledDocument({
      address,
      doc,
      host,
      recheckMs: this.#options.recheckMs,
      onNews: () => this.#soon(),
      onDetach: (detached) => this.#documents.delete(detached),
    })
    this.#documents.add(document)
    this.#soon()
    return document
  }

  askForCheckpoint(name: string): void {
    const address = parseDocumentName(name)
    if (address === undefined) return
    this.#checkpoints.set(name, address)
    this.#soon()
  }

  close(): void {
    this.#closed.abort()
    this.#stopReturn()
    this.#closeNews?.()
    this.#retries.stop()
    clearTimeout(this.#timer)
    for (const document of [...this.#documents]) document.detach()
  }

  /** All that comes in this tick goes together. */
  #soon(): void {
    if (this.#isScheduled || this.#isRunning || this.#isFailing) return
    this.#isScheduled = true
    queueMicrotask(() => {
      this.#isScheduled = false
      if (this.#isUrgent()) this.#run()
    })
  }

  #run(): void {
    if (this.#isRunning || this.#closed.signal.aborted) return
    this.#isRunning = true
    this.#retries.stop()
    clearTimeout(this.#timer)
    void this.#askAll()
      .catch((error: unknown) => {
        reportUncaught(error)
        return UNREACHABLE
      })
      .then((outcome) => {
        this.#isRunning = false
        if (!this.#closed.signal.aborted) this.#concluded(outcome)
      })
  }

  async #askAll(): Promise<Outcome> {
    for (let isFirst = true; ; isFirst = false) {
      const outcome = await this.#ask(isFirst)
      const mayGoOn = outcome.kind === 'answered' || outcome.kind === 'too large'
      if (!mayGoOn || this.#closed.signal.aborted || !this.#isUrgent()) return outcome
    }
  }

  #isUrgent(): boolean {
    const nowMs = performance.now()
    const isWaited = this.#teller.state === 'connecting' || this.#news.hasGap || this.#hasMoreSummaries
    if (isWaited || this.#checkpoints.size > 0) return true
    return [...this.#documents].some((document) => document.isUrgent(nowMs))
  }

  async #ask(isFirst: boolean): Promise<Outcome> {
    const { client } = this.#options
    this.#news.asking()
    const asked = this.#documentsToAsk(isFirst)
    const checkpoints = [...this.#checkpoints.values()].slice(0, MAX_SYNC_CHECKPOINTS)
    const question: SyncQuestion = {
      tenant: this.#host.tenant,
      documents: [...asked.values()].map((one) => one.question),
      ...(this.#knowsSummaries && { summaries_after: this.#host.summariesAfter() }),
      ...(checkpoints.length > 0 && { checkpoints: checkpoints.map(({ entity, id }) => ({ entity, id })) }),
    }
    const outcome = await client.ask(question, this.#closed.signal)
    if (this.#closed.signal.aborted) return outcome
    if (outcome.kind === 'answered') this.#answered(outcome, question, asked)
    return outcome.kind === 'too large' ? this.#tooLarge(asked) : outcome
  }

  /** Those for which somebody waits, and if there is room, those that are worth a look. */
  #documentsToAsk(alsoDue: boolean): Map<string, AskedDocument> {
    const nowMs = performance.now()
    const all = [...this.#documents]
    const urgent = all.filter((document) => document.isUrgent(nowMs))
    const due = alsoDue ? all.filter((document) => document.isDue(nowMs)) : []
    const asked = new Map<string, AskedDocument>()
    let chars = 0
    for (const document of [...urgent, ...due]) {
      if (asked.size >= MAX_SYNC_DOCUMENTS || chars >= this.#fullChars) break
      const key = keyOf(document.address)
      if (asked.has(key)) continue
      const question = document.ask()
      chars += question.update?.length ?? 0
      asked.set(key, { document, question })
    }
    return asked
  }

  #answered(
    { answer, sentMs, receivedMs }: Outcome & { kind: 'answered' },
    question: SyncQuestion,
    asked: ReadonlyMap<string, AskedDocument>,
  ): void {
    const nowMs = performance.now()
    this.#isFailing = false
    this.#teller.tell('online')
    this.#teller.tellDelayed(answer.delayed)
    this.#host.onServerTime({ sentMs, serverMs: answer.server_ms, receivedMs })
    for (const one of answer.documents) {
      const document = asked.get(keyOf(one))?.document
      if (document !== undefined && this.#documents.has(document)) document.hear(one, nowMs)
    }
    this.#takeSummaries(answer, question.summaries_after ?? 0)
    for (const { entity, id, checkpoint } of answer.checkpoints) {
      const name = documentName({ tenant: this.#host.tenant, entity, id })
      this.#checkpoints.delete(name)
      this.#host.onCheckpoint(name, checkpoint ?? undefined)
    }
  }

  #takeSummaries({ summaries, documents }: SyncAnswer, after: number): void {
    this.#hasMoreSummaries = summaries?.more ?? false
    this.#cursor = summaries?.cursor ?? this.#cursor
    if (summaries === undefined || summaries.rows.length === 0) return
    // The others tell of nothing but a checkpoint.
    const moved = new Set(summaries.rows.filter(({ seq }) => seq > after).map(keyOf))
    const answered = new Set(documents.map(keyOf))
    for (const document of this.#documents) {
      const key = keyOf(document.address)
      if (moved.has(key)) document.moved(answered.has(key))
    }
    this.#host.onSummaries(summaries.rows, summaries.cursor)
  }

  /** Fewer at a time; one that is too large alone will never go. */
  #tooLarge(asked: ReadonlyMap<string, AskedDocument>): Outcome {
    const updates = [...asked.values()].filter(({ question }) => question.update !== undefined)
    this.#fullChars /= 2
    if (updates.length === 1) updates[0]?.document.tooLarge()
    return updates.length === 0 ? UNREACHABLE : { kind: 'too large' }
  }

  /** Lists show it at once. That all up to its number is here, only an answer says. */
  #hear(rows: readonly SummaryRow[]): void {
    this.#host.onSummaries(rows, this.#host.summariesAfter())
    this.#news.hear(rows)
    if (!this.#isRunning) this.#lookForNews()
  }

  /** What an answer has told as well needs no further question. */
  #lookForNews(): void {
    const moved = this.#news.takeAfter(this.#cursor)
    for (const document of this.#documents) if (moved.has(keyOf(document.address))) document.moved(false)
    this.#soon()
  }

  /** What happened before it was live, or who has gone when it no longer is, the server is asked. */
  #live(isLive: boolean): void {
    if (this.#news.setLive(isLive) && (isLive || !this.#isFailing)) this.#run()
  }

  /** When the server is asked next though nobody waits for it, ms. */
  #pauseMs(): number {
    const { intervalMs, news } = this.#options
    const isWaiting = this.#teller.isDelayed || [...this.#documents].some(({ mayHaveMoved }) => mayHaveMoved)
    return news === undefined || !this.#news.isLive || isWaiting ? intervalMs : news.intervalMs
  }

  #concluded(outcome: Outcome): void {
    if (outcome.kind === 'answered') {
      this.#retries.reset()
      this.#timer = setTimeout(() => this.#run(), this.#pauseMs())
      // Also for what came while the last answer was heard.
      this.#lookForNews()
      return
    }
    this.#isFailing = true
    // Who asked for them does not wait any more.
    this.#checkpoints.clear()
    if (outcome.kind === 'refused') this.#refused(outcome.error)
    if (outcome.kind === 'unreachable') this.#teller.tell('offline')
    this.#retries.soon('retryAfterMs' in outcome ? outcome.retryAfterMs : 0)
  }

  #refused(error: DocketError): void {
    this.#teller.tell('refused', error)
    for (const document of [...this.#documents]) document.refused(error)
  }
}

interface AskedDocument {
  readonly document: PolledDocument
  readonly question: DocumentQuestion
}
