const RETRY_MS = 200

/** The locks of this origin: each is held by one tab, and is free when that tab has died. */
export class TabLocks {
  readonly #locks: LockManager
  readonly #onFailure: (error: unknown) => void

  /** @param onFailure hears why there was no lock; it is asked for again */
  constructor(locks: LockManager, onFailure: (error: unknown) => void) {
    this.#locks = locks
    this.#onFailure = onFailure
  }

  /** Waits for a lock, and holds it until `signal` aborts. `onHeld` is called when it is held. */
  async hold(name: string, signal: AbortSignal, onHeld: () => void): Promise<void> {
    await this.#request(name, signal, () => {
      onHeld()
      return new Promise<void>((resolve) => {
        if (signal.aborted) resolve()
        else signal.addEventListener('abort', () => resolve(), { once: true })
      })
    })
  }

  /** Resolves with true when nobody holds the lock, with false when `signal` aborts before. */
  async untilFree(name: string, signal: AbortSignal): Promise<boolean> {
    let isFree = false
    await this.#request(name, signal, async () => {
      isFree = true
    })
    return isFree
  }

  async #request(name: string, signal: AbortSignal, work: () => Promise<void>): Promise<void> {
    while (!signal.aborted) {
      try {
        await this.#locks.request(name, { signal }, work)
        return
      } catch (error) {
        if (signal.aborted) return
        // For example, Chromium gives no lock to a page that it has paused because another one is being opened.
        this.#onFailure(error)
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
      }
    }
  }
}

/** Held by a tab as long as it lives. */
export function tabLock(scope: string, tab: string): string {
  return `${scope}/tab/${tab}`
}
