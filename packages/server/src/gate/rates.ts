import { Rate } from './rate.ts'

const SWEEP_AT = 1_000

/** The same rate for each of many, tenants or addresses. Whoever took nothing of late is forgotten. */
export class Rates {
  readonly #amount: number
  readonly #periodMs: number
  readonly #now: () => number
  readonly #rates = new Map<string, Rate>()
  #sweepAt = SWEEP_AT

  constructor(amount: number, periodMs: number, now: () => number) {
    this.#amount = amount
    this.#periodMs = periodMs
    this.#now = now
  }

  /** How many are remembered. */
  get size(): number {
    return this.#rates.size
  }

  /** Takes it, whether it is there or not; returns how long to wait until nothing is owed, ms. */
  take(key: string, amount: number): number {
    return this.#of(key).take(amount)
  }

  /** Takes it if it is there; otherwise returns how long to wait until it is, ms. */
  tryTake(key: string, amount: number): number {
    return this.#of(key).tryTake(amount)
  }

  #of(key: string): Rate {
    const known = this.#rates.get(key)
    if (known !== undefined) return known
    if (this.#rates.size >= this.#sweepAt) this.#sweep()
    const rate = new Rate(this.#amount, this.#periodMs, this.#now)
    this.#rates.set(key, rate)
    return rate
  }

  #sweep(): void {
    for (const [key, rate] of this.#rates) if (rate.isFull) this.#rates.delete(key)
    this.#sweepAt = Math.max(SWEEP_AT, this.#rates.size * 2)
  }
}
