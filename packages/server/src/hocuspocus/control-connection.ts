import { parseClientMessage, type ServerMessage, type SummaryRow } from '@docket/core'
import * as Y from 'yjs'
import { breach } from '../gate/judgement.ts'
import type { FeedReader, SummaryFeed } from './summary-feed.ts'
import type { Submission } from './update-batch.ts'

const PAGE = 500

export interface ControlOptions {
  readonly tenant: string
  readonly feed: SummaryFeed
  readonly now: () => number
  readonly send: (message: ServerMessage) => void
  /** The tenant's summaries after a number, in the order of their numbers. */
  readonly summariesSince: (after: number, limit: number) => Promise<readonly SummaryRow[]>
}

/** One client's conversation on its tenant's control document. */
export class ControlConnection implements FeedReader {
  readonly #options: ControlOptions
  #unsubscribe: (() => void) | undefined
  /** What comes live while older rows are still being read; undefined when they are not. */
  #held: ServerMessage[] | undefined

  constructor(options: ControlOptions) {
    this.#options = options
  }

  async hear(payload: string): Promise<void> {
    const message = parseClientMessage(payload)
    if (message?.kind === 'time') {
      this.#options.send({ kind: 'time', sentMs: message.sentMs, serverMs: this.#options.now() })
    }
    if (message?.kind === 'summaries') await this.#catchUp(message.after)
  }

  /** A cursor may only pass a row that was sent: so what is live waits for what is older. */
  send(message: ServerMessage): void {
    if (this.#held === undefined) this.#options.send(message)
    else this.#held.push(message)
  }

  close(): void {
    this.#unsubscribe?.()
  }

  async #catchUp(after: number): Promise<void> {
    if (this.#held !== undefined) return
    const { feed, tenant, summariesSince } = this.#options
    this.#held = []
    this.#unsubscribe ??= feed.subscribe(tenant, this)
    try {
      for (let cursor = after, more = true; more; ) {
        const rows = await summariesSince(cursor, PAGE)
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
}

/** The control document stays empty; the updates of the handshake are. */
export function judgeControlUpdate({ update, settle }: Pick<Submission, 'update' | 'settle'>): void {
  settle(isEmptyUpdate(update) ? { kind: 'committed', clocks: [] } : NOT_EMPTY)
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
