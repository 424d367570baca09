/** Somebody who wants to know whether commits are delayed. */
export type DelayListener = (isDelayed: boolean) => void

const LATE_AFTER_MS = 2_000
/** What the first retry mends, a connection that broke, is nothing to tell. */
const ATTEMPTS_UNTOLD = 1

/** Whether what clients send waits for Postgres: a group was tried in vain, or has been under way for too long. */
export class CommitDelay {
  readonly #listeners = new Set<DelayListener>()
  #isDelayed = false
  #late: ReturnType<typeof setTimeout> | undefined

  get isDelayed(): boolean {
    return this.#isDelayed
  }

  /** Calls the listener whenever it changes. */
  subscribe(listener: DelayListener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** A group is about to be written. */
  started(): void {
    this.#late = setTimeout(() => this.#set(true), LATE_AFTER_MS).unref()
  }

  failed(attempt: number): void {
    if (attempt > ATTEMPTS_UNTOLD) this.#set(true)
  }

  /** The group is written, or refused for what is in it. */
  settled(): void {
    clearTimeout(this.#late)
    this.#set(false)
  }

  #set(isDelayed: boolean): void {
    if (this.#isDelayed === isDelayed) return
    this.#isDelayed = isDelayed
    for (const listener of this.#listeners) listener(isDelayed)
  }
}
