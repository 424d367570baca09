import { Coalesced } from '../coalesced.ts'

/** A committed event as text, as often as it is sent. */
export interface TailEvent {
  readonly seq: number
  readonly entityType: string
  /** JSON. */
  readonly text: string
}

export interface TailPage {
  readonly events: readonly TailEvent[]
  /** How far it goes; the next page is after it. */
  readonly next: number
}

export interface TailOptions {
  /** The tenant's events after a number. */
  read(after: number): Promise<TailPage>
  onError(error: unknown): void
}

/** So many of the newest events are kept for those who are up to date. */
const KEPT = 2_000
const RETRY_MS = 1_000

/** The newest events of one tenant, read once for all who follow them. */
export class TenantTail {
  readonly #options: TailOptions
  readonly #events: TailEvent[] = []
  /** Nothing up to here is kept; everything after it, up to `#next`, is. */
  #from: number
  #next: number
  /** The ledger is known to go so far. */
  #expected: number
  readonly #waiting = new Set<() => void>()
  readonly #reading = new Coalesced(() => this.#readAll())

  /** @param from the newest number now */
  constructor(from: number, options: TailOptions) {
    this.#from = from
    this.#next = from
    this.#expected = from
    this.#options = options
  }

  /** Something was committed, up to this number. */
  kick(seq: number): void {
    if (seq <= this.#expected) return
    this.#expected = seq
    this.#read()
  }

  /** A page of what comes after a number; from Postgres if that is long ago. */
  async after(seq: number): Promise<TailPage> {
    if (seq < this.#from) return this.#options.read(seq)
    const events = this.#events.slice(this.#placeAfter(seq))
    return { events, next: Math.max(seq, this.#next) }
  }

  /** Is there something after a number, within so many ms? Resolves at once when the signal is aborted. */
  async changed(seq: number, withinMs: number, signal: AbortSignal): Promise<boolean> {
    if (this.#next > seq || signal.aborted) return this.#next > seq
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        clearTimeout(timer)
        this.#waiting.delete(wake)
        signal.removeEventListener('abort', wake)
        resolve()
      }
      const timer = setTimeout(wake, withinMs)
      this.#waiting.add(wake)
      signal.addEventListener('abort', wake)
    })
    return this.#next > seq
  }

  #read(): void {
    this.#reading.request().catch((error: unknown) => {
      this.#options.onError(error)
      setTimeout(() => this.#read(), RETRY_MS).unref()
    })
  }

  async #readAll(): Promise<void> {
    while (this.#next < this.#expected) {
      const { events, next } = await this.#options.read(this.#next)
      if (next <= this.#next) return
      this.#events.push(...events)
      this.#next = next
      const dropped = this.#events.splice(0, Math.max(this.#events.length - KEPT, 0)).at(-1)
      if (dropped !== undefined) this.#from = dropped.seq
      for (const wake of this.#waiting) wake()
    }
  }

  #placeAfter(seq: number): number {
    let low = 0
    let high = this.#events.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#events[middle]?.seq ?? 0) <= seq) low = middle + 1
      else high = middle
    }
    return low
  }
}
