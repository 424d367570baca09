const FIRST_MS = 500
/** Of a pause, a part is left to chance: not all devices shall come back in the same moment. */
const CERTAIN_PART = 0.5

/** Does something again later, each time after a longer pause. */
export class Retries {
  readonly #run: () => void
  readonly #lastMs: number
  #pauseMs = FIRST_MS
  #timer: ReturnType<typeof setTimeout> | undefined

  /** @param lastMs the longest pause */
  constructor(lastMs: number, run: () => void) {
    this.#lastMs = lastMs
    this.#run = run
  }

  /** @param atLeastMs how long somebody asked us to wait */
  soon(atLeastMs = 0): void {
    this.stop()
    const pauseMs = Math.min(this.#pauseMs, this.#lastMs)
    this.#pauseMs = pauseMs * 2
    this.#timer = setTimeout(this.#run, atLeastMs + pauseMs * (CERTAIN_PART + (1 - CERTAIN_PART) * Math.random()))
  }

  stop(): void {
    clearTimeout(this.#timer)
  }

  /** It has worked: the next pause is the first. What is to be done again already, is. */
  reset(): void {
    this.#pauseMs = FIRST_MS
  }
}
