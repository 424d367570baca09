import { type ClockPairs, Clocks, type ServerMessage } from '@docket/core'

/** Who is told what is committed. */
export interface NoticeReader {
  /** Its `flush` broadcasts what of the document waits for the end of the turn. */
  readonly document: { flush(): unknown }
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
      const message: ServerMessage = { kind: 'committed', clocks: clocks.pairs }
      // A verdict on what is committed is on its way to the reader before it hears that it is.
      reader.document.flush()
      reader.sendStateless(JSON.stringify(message))
    }
  }
}
