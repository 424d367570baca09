const FIRST_MS = 500
const LAST_MS = 10_000

/** Does something again later, each time after a longer pause. */
export class Retries {
  readonly #run: () => void
  #pauseMs = FIRST_MS
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(run: () => void) {
    this.#run = run
  }

  soon(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(this.#run, this.#pauseMs)
    this.#pauseMs = Math.min(this.#pauseMs * 2, LAST_MS)
  }

  /** No more until it fails again. */
  reset(): void {
    clearTimeout(this.#timer)
    this.#pauseMs = FIRST_MS
  }
}
