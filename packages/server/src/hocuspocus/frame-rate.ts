const SECOND_MS = 1_000

/** So much in a second, and what is not used up to a second's worth at once (a token bucket). */
export class FrameRate {
  readonly #perSecond: number
  readonly #now: () => number
  #left: number
  #filledAtMs: number

  constructor(perSecond: number, now: () => number) {
    this.#perSecond = perSecond
    this.#now = now
    this.#left = perSecond
    this.#filledAtMs = now()
  }

  /** Takes what is there or not; returns how long to wait until nothing is owed, ms. */
  take(amount: number): number {
    const nowMs = this.#now()
    const earned = ((nowMs - this.#filledAtMs) / SECOND_MS) * this.#perSecond
    this.#filledAtMs = nowMs
    this.#left = Math.min(this.#left + Math.max(earned, 0), this.#perSecond) - amount
    return this.#left >= 0 ? 0 : Math.ceil((-this.#left / this.#perSecond) * SECOND_MS)
  }
}
