import { type DocumentAddress, documentName } from '@docket/core'

/** What is kept in memory until its turn comes. */
export interface Kept {
  readonly data: Uint8Array
}

export interface SnapshotQueueOptions<Live extends Kept> {
  /** The most at a time; 2 unless told. */
  readonly atOnce?: number
  /** Has the server something better to do? Then a snapshot waits for a while. */
  isBusy(): boolean
  /** @param live the document as it was when somebody asked, where that is known */
  write(address: DocumentAddress, live: Live | undefined): Promise<void>
  onError(error: unknown, documentName: string): void
}

const AT_ONCE = 2
/** It is looked at again after so long; a server that is never idle writes snapshots none the less, ms. */
const LOOK_AGAIN_MS = 50
const LONGEST_WAIT_MS = 10_000
/** When all devices go at once, their documents are not all held in memory. */
const MAX_LIVE_BYTES = 16 * 1024 * 1024

/**
 * Writes snapshots (and checkpoints) in the background, a few at a time. One that fails is missed by nobody: the updates
 * are there.
 */
export class SnapshotQueue<Live extends Kept> {
  readonly #options: SnapshotQueueOptions<Live>
  readonly #waiting = new Map<string, { readonly address: DocumentAddress; readonly live: Live | undefined }>()
  #liveBytes = 0
  readonly #running = new Set<Promise<void>>()
  #closed = false

  constructor(options: SnapshotQueueOptions<Live>) {
    this.#options = options
  }

  /** Some time later; once, however often it is asked for meanwhile. */
  request(address: DocumentAddress, live?: Live): void {
    if (this.#closed) return
    const name = documentName(address)
    this.#forget(name)
    const bytes = live?.data.byteLength ?? 0
    // Whatever is not kept is read from Postgres when its turn comes.
    const isKept = this.#liveBytes + bytes <= MAX_LIVE_BYTES
    if (isKept) this.#liveBytes += bytes
    this.#waiting.set(name, { address, live: isKept ? live : undefined })
    this.#next()
  }

  #forget(name: string): void {
    this.#liveBytes -= this.#waiting.get(name)?.live?.data.byteLength ?? 0
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
    const [name, { address, live }] = next
    this.#forget(name)
    this.#waiting.delete(name)
    const running = this.#write(address, live)
      .catch((error: unknown) => this.#options.onError(error, name))
      .finally(() => {
        this.#running.delete(running)
        this.#next()
      })
    this.#running.add(running)
  }

  async #write(address: DocumentAddress, live: Live | undefined): Promise<void> {
    for (let waitedMs = 0; waitedMs < LONGEST_WAIT_MS && this.#options.isBusy(); waitedMs += LOOK_AGAIN_MS) {
      await new Promise<void>((resolve) => setTimeout(resolve, LOOK_AGAIN_MS))
      if (this.#closed) return
    }
    await this.#options.write(address, live)
  }
}
