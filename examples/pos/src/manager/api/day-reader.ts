import { OrderEvents } from '../../books/order-events.ts'
import type { OrderTrail } from '../../books/order-trail.ts'
import type { ManagerApi } from './manager-api.ts'
import { readWhole } from './read-orders.ts'

export interface DaySnapshot {
  /** Undefined until the day is read. */
  readonly trails: readonly OrderTrail[] | undefined
  /** Why reading failed the last time. */
  readonly error: unknown
}

export interface TimeSpan {
  readonly fromMs: number
  readonly toMs: number
}

/** The orders of which something was recorded on one day, in step with the ledger for as long as `readOn` is called. */
export class DayReader {
  readonly #api: ManagerApi
  readonly #day: TimeSpan
  readonly #orders = new OrderEvents()
  /** Of which the whole trail was fetched; from then on they are whole by what is read. */
  readonly #fetched = new Set<string>()
  readonly #listeners = new Set<() => void>()
  #after = 0
  #isOver = false
  #snapshot: DaySnapshot = { trails: undefined, error: undefined }

  constructor(api: ManagerApi, day: TimeSpan) {
    this.#api = api
    this.#day = day
  }

  readonly snapshot = (): DaySnapshot => this.#snapshot

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Reads what is new. Never throws: the snapshot has the error. */
  async readOn(): Promise<void> {
    if (this.#isOver && this.#snapshot.error === undefined) return
    try {
      const hasNew = await this.#readPages()
      if (!hasNew && this.#snapshot.trails !== undefined && this.#snapshot.error === undefined) return
      this.#tell({ trails: this.#orders.trails(), error: undefined })
    } catch (error) {
      this.#tell({ ...this.#snapshot, error })
    }
  }

  async #readPages(): Promise<boolean> {
    const { fromMs, toMs } = this.#day
    let hasNew = false
    for (let isLast = false; !isLast && !this.#isOver; ) {
      // Where the day begins is asked for once; from there on numbers are surer than times.
      const sinceMs = this.#after === 0 ? fromMs : undefined
      const page = await this.#api.eventsSince({ after: this.#after, sinceMs })
      const events = page.events.filter(({ recordedAtMs }) => recordedAtMs < toMs)
      this.#orders.add(events)
      hasNew ||= events.length > 0
      this.#isOver = events.length < page.events.length
      this.#after = page.next
      isLast = page.isLast
    }
    await this.#fetch(this.#orders.withoutBeginning())
    // What was not over when the day was goes on after it.
    if (this.#isOver) await this.#fetch(this.#orders.trails().flatMap(({ id, state }) => (state.archived ? [] : id)))
    return hasNew
  }

  async #fetch(ids: readonly string[]): Promise<void> {
    const missing = ids.filter((id) => !this.#fetched.has(id))
    await readWhole(this.#api, this.#orders, missing)
    for (const id of missing) this.#fetched.add(id)
  }

  #tell(snapshot: DaySnapshot): void {
    this.#snapshot = snapshot
    for (const listener of this.#listeners) listener()
  }
}
