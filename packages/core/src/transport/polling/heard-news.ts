import type { SummaryRow } from '../messages.ts'
import { keyOf } from './sync-messages.ts'

/** What a source of news has told, and the server was not asked about since. */
export class HeardNews {
  /** The newest number of each document. */
  readonly #newest = new Map<string, number>()
  #isLive = false
  #hasGap = false

  /** Does the source tell what happens? */
  get isLive(): boolean {
    return this.#isLive
  }

  /** Something may have happened that it has not told. */
  get hasGap(): boolean {
    return this.#hasGap
  }

  hear(rows: readonly SummaryRow[]): void {
    for (const { seq, ...row } of rows) this.#newest.set(keyOf(row), Math.max(seq, this.#newest.get(keyOf(row)) ?? 0))
  }

  /** Has that changed? */
  setLive(isLive: boolean): boolean {
    if (isLive === this.#isLive) return false
    this.#isLive = isLive
    this.#hasGap = true
    return true
  }

  /** Whatever has happened until now is in the server's next answer. */
  asking(): void {
    this.#hasGap = false
  }

  /** The documents of which it has told more than up to this number, once. */
  takeAfter(cursor: number): ReadonlySet<string> {
    const moved = [...this.#newest].filter(([, seq]) => seq > cursor).map(([key]) => key)
    this.#newest.clear()
    return new Set(moved)
  }
}
