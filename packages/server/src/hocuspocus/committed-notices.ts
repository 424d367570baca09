import { type ClockPairs, Clocks, type ServerMessage } from '@docket/core'

/** Who is told what is committed. */
export interface NoticeReader {
  readonly document: {
    /** Sends what is to be broadcast and waits for others of its tick. */
    flush(): unknown
  }
  sendStateless(payload: string): void
}

/** Tells senders what of their updates is committed: all of a tick in one message. */
export class CommittedNotices {
  #pending = new Map<NoticeReader, Clocks>()

  note(reader: NoticeReader, clocks: ClockPairs): void {
    if (clocks.length === 0) return
    if (this.#pending.size === 0) setImmediate(() => this.#flush())
    const pending = this.#pending.get(reader)
    if (pending === undefined) this.#pending.set(reader, new Clocks(clocks))
    else pending.cover(clocks)
  }

  #flush(): void {
    const pending = this.#pending
    this.#pending = new Map()
    for (const [reader, clocks] of pending) {
      // The verdicts first: who hears of the commit alone takes a rejected event for an accepted one.
      reader.document.flush()
      const message: ServerMessage = { kind: 'committed', clocks: clocks.pairs }
      reader.sendStateless(JSON.stringify(message))
    }
  }
}
