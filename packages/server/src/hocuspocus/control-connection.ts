import {
  type Checkpoint,
  type DocumentAddress,
  parseClientMessage,
  type ServerMessage,
  type SummaryRow,
} from '@docket/core'
import * as Y from 'yjs'
import { breach } from '../gate/judgement.ts'
import type { CommitDelay } from '../ledger/commit-delay.ts'
import { sleep } from '../sleep.ts'
import type { FeedReader, SummaryFeed } from './summary-feed.ts'
import type { Submission } from './update-batch.ts'

const PAGE = 500
const FIRST_RETRY_MS = 250
const LAST_RETRY_MS = 5_000

export interface ControlOptions {
  readonly tenant: string
  readonly feed: SummaryFeed
  /** Begins to hear of what is committed of the tenant; the returned function ends it. */
  readonly follow: () => Promise<() => void>
  readonly delay: Pick<CommitDelay, 'isDelayed' | 'subscribe'>
  readonly now: () => number
  readonly send: (message: ServerMessage) => void
  /** The tenant's summaries after a number, in the order of their numbers. */
  readonly summariesSince: (after: number, limit: number) => Promise<readonly SummaryRow[]>
  readonly checkpoint: (address: DocumentAddress) => Promise<Checkpoint | undefined>
  /** Summaries could not be read, and are asked for again; or a checkpoint, without which a document comes whole. */
  readonly onError: (error: unknown) => void
}

/** One client's conversation on its tenant's control document. */
export class ControlConnection implements FeedReader {
  readonly #options: ControlOptions
  readonly #retries = new AbortController()
  readonly #unsubscribeDelay: () => void
  #unsubscribe: (() => void) | undefined
  #unfollow: (() => void) | undefined
  /** What comes live while older rows are still being read; undefined when they are not. */
  #held: ServerMessage[] | undefined

  constructor(options: ControlOptions) {
    this.#options = options
    const { delay, send } = options
    const tell = (delayed: boolean): void => send({ kind: 'delayed', delayed })
    this.#unsubscribeDelay = delay.subscribe(tell)
    if (delay.isDelayed) tell(true)
  }

  async hear(payload: string): Promise<void> {
    const message = parseClientMessage(payload)
    if (message?.kind === 'time') {
      this.#options.send({ kind: 'time', sentMs: message.sentMs, serverMs: this.#options.now() })
    }
    if (message?.kind === 'summaries') await this.#catchUp(message.after)
    if (message?.kind === 'checkpoint') await this.#sendCheckpoint(message.entity, message.id)
  }

  /** A cursor may only pass a row that was sent: so what is live waits for what is older. */
  send(message: ServerMessage): void {
    if (this.#held === undefined) this.#options.send(message)
    else this.#held.push(message)
  }

  close(): void {
    this.#retries.abort()
    this.#unsubscribeDelay()
    this.#unsubscribe?.()
    this.#unfollow?.()
  }

  async #sendCheckpoint(entity: string, id: string): Promise<void> {
    const { checkpoint, tenant, send, onError } = this.#options
    const found = await checkpoint({ tenant, entity, id }).catch(onError)
    if (!this.#retries.signal.aborted) send({ kind: 'checkpoint', entity, id, checkpoint: found ?? null })
  }

  async #catchUp(after: number): Promise<void> {
    if (this.#held !== undefined) return
    const { feed, tenant } = this.#options
    this.#held = []
    this.#unsubscribe ??= feed.subscribe(tenant, this)
    try {
      this.#unfollow ??= await this.#persist(() => this.#options.follow())
      if (this.#retries.signal.aborted) this.#unfollow?.()
      for (let cursor = after, more = true; more; ) {
        const rows = (await this.#persist(() => this.#options.summariesSince(cursor, PAGE))) ?? []
        cursor = rows.at(-1)?.seq ?? cursor
        more = rows.length >= PAGE
        if (rows.length > 0) this.#options.send({ kind: 'summaries', rows, cursor })
      }
    } finally {
      const held: readonly ServerMessage[] = this.#held
      this.#held = undefined
      for (const message of held) this.#options.send(message)
    }
  }

  /** However long that takes: the client asks once a connection. Undefined when the connection is closed meanwhile. */
  async #persist<T>(ask: () => Promise<T>): Promise<T | undefined> {
    const { onError } = this.#options
    const { signal } = this.#retries
    for (let pauseMs = FIRST_RETRY_MS; !signal.aborted; pauseMs = Math.min(pauseMs * 2, LAST_RETRY_MS)) {
      try {
        return await ask()
      } catch (error) {
        onError(error)
        await sleep(pauseMs, signal)
      }
    }
    return undefined
  }
}

/** The control document stays empty; the updates of the handshake are. */
export function judgeControlUpdate({ content, settle }: Pick<Submission, 'content' | 'settle'>): void {
  settle(content instanceof Uint8Array && isEmptyUpdate(content) ? { kind: 'committed', clocks: [] } : NOT_EMPTY)
}

const NOT_EMPTY = breach('document_empty_by_contract', 'the control document holds nothing')

function isEmptyUpdate(update: Uint8Array): boolean {
  try {
    const { structs, ds } = Y.decodeUpdate(update)
    return structs.length === 0 && ds.clients.size === 0
  } catch {
    return false
  }
}
