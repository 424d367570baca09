/** So much in a period, and what is not used up to a period's worth at once (a token bucket). */
export class Rate {
  readonly #amount: number
  readonly #periodMs: number
  readonly #now: () => number
  #left: number
  #filledAtMs: number

  constructor(amount: number, periodMs: number, now: () => number) {
    this.#amount = amount
    this.#periodMs = periodMs
    this.#now = now
    this.#left = amount
    this.#filledAtMs = now()
  }

  /** Takes it, whether it is there or not; returns how long to wait until nothing is owed, ms. */
  take(amount: number): number {
    this.#fill()
    this.#left -= amount
    return this.#untilThereAre(0)
  }

  /** Takes it if it is there; otherwise returns how long to wait until it is, ms. */
  tryTake(amount: number): number {
    this.#fill()
    if (this.#left < amount) return this.#untilThereAre(amount)
    this.#left -= amount
    return 0
  }

  /** Nothing was taken of late. */
  get isFull(): boolean {
    this.#fill()
    return this.#left >= this.#amount
  }

  #fill(): void {
    const nowMs = this.#now()
    const earned = ((nowMs - this.#filledAtMs) / this.#periodMs) * this.#amount
    this.#filledAtMs = nowMs
    this.#left = Math.min(this.#left + Math.max(earned, 0), this.#amount)
  }

  #untilThereAre(amount: number): number {
    return Math.max(Math.ceil(((amount - this.#left) / this.#amount) * this.#periodMs), 0)
  }
}
