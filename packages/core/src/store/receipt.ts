import { DocketError } from '../event/errors.ts'
import type { EventRecord } from '../event/event-record.ts'
import type { VerdictRecord } from '../event/verdict-record.ts'
import type { Refusal } from '../storage/storage.ts'

/** What `record` gives: the event, and promises of how safe it is. */
export interface Receipt {
  readonly event: EventRecord
  /** Resolves when the event is flushed to this device's disk. */
  readonly saved: Promise<void>
  /**
   * Resolves when Postgres has the event; rejects with a RejectedError when the server rejects it, and with a
   * QuarantinedError when the server refuses the copy of the document that holds it. With a transport without a ledger it
   * rejects with a NoLedgerError at once.
   */
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

/**
 * The server refused the copy of the document in which the event was recorded. The event is on this device, kept aside:
 * see `store.quarantine`, where it can be recorded again.
 */
export class QuarantinedError extends DocketError {
  /** What the server said of the document. */
  readonly refusal: Refusal

  constructor(entity: string, id: string, refusal: Refusal) {
    super(
      'document_quarantined',
      `The server refused ${entity} "${id}" (${refusal.code}: ${refusal.reason}). The event is kept aside on this device; record it again or dismiss it with store.quarantine.resolve`,
    )
    this.refusal = refusal
  }
}

/** The store's transport leads to no ledger: nothing will be committed, and nothing rejected. */
export class NoLedgerError extends DocketError {
  constructor() {
    super(
      'no_ledger',
      'The transport leads to no ledger, so nothing is committed. Await `saved`, or use a transport to a Docket server',
    )
  }
}

/** Where a receipt can ask and wait. */
export interface ReceiptSource {
  verdictOf(id: string): VerdictRecord | undefined
  isSaved(id: string): boolean
  /** @throws QuarantinedError, NoLedgerError */
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
      // Who takes it from the receipt need not wait for it; who waits hears of it.
      committed.catch(() => undefined)
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
