import { DocketError } from '../event/errors.ts'
import type { EventRecord } from '../event/event-record.ts'
import type { VerdictRecord } from '../event/verdict-record.ts'

/** What `record` gives: the event, and promises of how safe it is. */
export interface Receipt {
  readonly event: EventRecord
  /** Resolves when the event is flushed to this device's disk. */
  readonly saved: Promise<void>
  /** Resolves when Postgres has the event; rejects with a RejectedError when the server rejects it. */
  readonly committed: Promise<void>
}

/** The server rejected an event: it stays in the history, without effect. */
export class RejectedError extends DocketError {
  readonly verdict: VerdictRecord

  constructor(verdict: VerdictRecord) {
    super(verdict.code, verdict.reason)
    this.verdict = verdict
  }
}

/** Where a receipt can ask and wait. */
export interface ReceiptSource {
  verdictOf(id: string): VerdictRecord | undefined
  isSaved(id: string): boolean
  isCommitted(id: string): boolean
  onChange(listener: () => void): () => void
}

export function createReceipt(event: EventRecord, source: ReceiptSource): Receipt {
  let saved: Promise<void> | undefined
  let committed: Promise<void> | undefined
  // Made when somebody asks, so that a rejection that nobody waits for is not an unhandled one.
  return {
    event,
    get saved() {
      saved ??= when(source, () => source.isSaved(event.id))
      return saved
    },
    get committed() {
      committed ??= when(source, () => {
        const verdict = source.verdictOf(event.id)
        if (verdict !== undefined) throw new RejectedError(verdict)
        return source.isCommitted(event.id)
      })
      return committed
    },
  }
}

function when(source: ReceiptSource, isSo: () => boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = source.onChange(() => check())
    const check = (): void => {
      try {
        if (!isSo()) return
        resolve()
      } catch (error) {
        reject(error)
      }
      stop()
    }
    check()
  })
}
