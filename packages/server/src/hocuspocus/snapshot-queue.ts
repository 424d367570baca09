import { type DocumentAddress, documentName } from '@docket/core'

export interface SnapshotQueueOptions {
  /** The most at a time; 2 unless told. */
  readonly atOnce?: number
  write(address: DocumentAddress): Promise<void>
  onError(error: unknown, documentName: string): void
}

const AT_ONCE = 2

/** Writes snapshots in the background, a few at a time. One that fails is missed by nobody: the updates are there. */
export class SnapshotQueue {
  readonly #options: SnapshotQueueOptions
  readonly #waiting = new Map<string, DocumentAddress>()
  readonly #running = new Set<Promise<void>>()
  #closed = false

  constructor(options: SnapshotQueueOptions) {
    this.#options = options
  }

  /** Some time later; once, however often it is asked for meanwhile. */
  request(address: DocumentAddress): void {
    if (this.#closed) return
    this.#waiting.set(documentName(address), address)
    this.#next()
  }

  /** Waits for those that are being written; the others are left, for they are a cache. */
  async close(): Promise<void> {
    this.#closed = true
    this.#waiting.clear()
    await Promise.all(this.#running)
  }

  #next(): void {
    if (this.#running.size >= (this.#options.atOnce ?? AT_ONCE)) return
    const [next] = this.#waiting
    if (next === undefined) return
    const [name, address] = next
    this.#waiting.delete(name)
    const running = this.#options
      .write(address)
      .catch((error: unknown) => this.#options.onError(error, name))
      .finally(() => {
        this.#running.delete(running)
        this.#next()
      })
    this.#running.add(running)
  }
}
