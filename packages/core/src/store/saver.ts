import type { DocumentLog } from '../document/document-log.ts'

const FIRST_RETRY_MS = 250
const LAST_RETRY_MS = 30_000

export interface SaverHooks {
  /** Flushes what the document's updates and its line in the catalogue need to be on disk. */
  flush(): Promise<void>
  /** A write failed (it will be tried again), or works again. */
  onFailure(error: unknown): void
  onRecovered(): void
}

/** Brings a document's events to this device's disk, many in one flush, and goes on trying when that fails. */
export class Saver {
  readonly #document: DocumentLog
  readonly #hooks: SaverHooks
  #running: Promise<void> | undefined
  #retry: { readonly now: () => void } | undefined
  #closed = false
  #paused = false
  /** A write that brought no event failed. */
  #owesFlush = false

  constructor(document: DocumentLog, hooks: SaverHooks) {
    this.#document = document
    this.#hooks = hooks
  }

  saveSoon(): void {
    if (!this.#hasWork || this.#closed || this.#paused) return
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined
      this.saveSoon()
    })
  }

  /** Flushes also when no event waits for it: something else has failed to reach the disk. */
  flushSoon(): void {
    this.#owesFlush = true
    this.saveSoon()
  }

  /** Saves nothing more but what it is saving, until it is closed. */
  pause(): void {
    this.#paused = true
  }

  /** One last try. */
  async close(): Promise<void> {
    this.#closed = true
    this.#retry?.now()
    await this.#running
    // What was recorded during the flush that was running.
    if (this.#document.unsaved.size > 0) await this.#run()
  }

  get #hasWork(): boolean {
    return this.#document.unsaved.size > 0 || this.#owesFlush
  }

  async #run(): Promise<void> {
    for (let pause = FIRST_RETRY_MS; this.#hasWork; pause = Math.min(pause * 2, LAST_RETRY_MS)) {
      // All that the current tick records goes with one flush.
      await Promise.resolve()
      const ids = [...this.#document.unsaved]
      this.#owesFlush = false
      try {
        await this.#hooks.flush()
        this.#document.markSaved(ids)
        this.#hooks.onRecovered()
        return
      } catch (error) {
        this.#owesFlush = true
        this.#hooks.onFailure(error)
        if (this.#closed) return
        await this.#pause(pause)
      }
    }
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      this.#retry = {
        now() {
          clearTimeout(timer)
          resolve()
        },
      }
    })
  }
}
