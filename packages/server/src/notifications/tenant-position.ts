import type { CommitNews } from './notifications.ts'

export interface Heard {
  readonly news: CommitNews
  /** Did this node commit it? */
  readonly isOwn: boolean
}

/** Up to which of a tenant's numbers everything has been told, and what has come that lies beyond a gap. */
export class TenantPosition {
  #seq: number
  readonly #beyond = new Map<number, Heard>()

  constructor(seq: number) {
    this.#seq = seq
  }

  get seq(): number {
    return this.#seq
  }

  /** Is there news that cannot be told before something else has come? */
  get hasGap(): boolean {
    return this.#beyond.size > 0
  }

  /** Takes in news; gives what can be told now, in order. What is known already is passed over. */
  hear(heard: Heard): readonly Heard[] {
    const { first, last } = heard.news
    if (last < first) return [heard]
    if (last <= this.#seq) return []
    this.#beyond.set(first, heard)
    return this.#next()
  }

  /** Everything up to this number has been told by other means; gives what can be told now. */
  advance(seq: number): readonly Heard[] {
    this.#seq = Math.max(this.#seq, seq)
    for (const [first, { news }] of this.#beyond) if (news.last <= this.#seq) this.#beyond.delete(first)
    return this.#next()
  }

  #next(): Heard[] {
    const told: Heard[] = []
    for (let next = this.#beyond.get(this.#seq + 1); next !== undefined; next = this.#beyond.get(this.#seq + 1)) {
      this.#beyond.delete(next.news.first)
      this.#seq = next.news.last
      told.push(next)
    }
    return told
  }
}
