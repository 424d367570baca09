import type { QuarantineRow, StoredQuarantine } from '../storage/storage.ts'

const FIRST_RETRY_MS = 250
const LAST_RETRY_MS = 30_000

/** A change of one document's row. It is made again on what is on disk then, where other tabs write too. */
export interface RowChange {
  readonly entity: string
  readonly id: string
  change(row: QuarantineRow | undefined): QuarantineRow
}

export interface QuarantineWriterHooks {
  /** The row as it is on disk now; only when no further change of it waits. */
  onWritten(row: QuarantineRow): void
  /** Hears of every failed write, and with `undefined` when writing works again. */
  onOutcome(error: unknown): void
}

/** Brings changes of the quarantine to disk, one after the other, and goes on trying when that fails. */
export class QuarantineWriter {
  readonly #stored: StoredQuarantine
  readonly #hooks: QuarantineWriterHooks
  readonly #waiting: RowChange[] = []
  #writing: Promise<void> | undefined
  #retry: ReturnType<typeof setTimeout> | undefined
  #pauseMs = FIRST_RETRY_MS

  constructor(stored: StoredQuarantine, hooks: QuarantineWriterHooks) {
    this.#stored = stored
    this.#hooks = hooks
  }

  get isIdle(): boolean {
    return this.#waiting.length === 0
  }

  write(change: RowChange): Promise<void> {
    this.#waiting.push(change)
    return this.flush()
  }

  /** Resolves when everything so far is on disk. @throws StorageError; it is tried again */
  flush(): Promise<void> {
    this.#writing ??= this.#writeAll().finally(() => {
      this.#writing = undefined
    })
    return this.#writing
  }

  /** One last try. */
  async close(): Promise<void> {
    await this.flush().catch(() => undefined)
    clearTimeout(this.#retry)
  }

  async #writeAll(): Promise<void> {
    clearTimeout(this.#retry)
    try {
      for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
        const { entity, id, change } = next
        const row = await this.#stored.change(entity, id, change)
        this.#waiting.shift()
        if (!this.#waiting.some((later) => later.entity === entity && later.id === id)) this.#hooks.onWritten(row)
      }
      if (this.#pauseMs !== FIRST_RETRY_MS) this.#hooks.onOutcome(undefined)
      this.#pauseMs = FIRST_RETRY_MS
    } catch (error) {
      this.#retry = setTimeout(() => void this.flush().catch(() => undefined), this.#pauseMs)
      this.#pauseMs = Math.min(this.#pauseMs * 2, LAST_RETRY_MS)
      this.#hooks.onOutcome(error)
      throw error
    }
  }
}
