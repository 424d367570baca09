import type { WaitingLimits } from '../gate/limits.ts'

/** Somebody with an update that may not pass yet. */
export interface BudgetWaiter {
  /** Lets one pass. Are there more? */
  passOne(): boolean
}

/** Room is made for less work than this before it is filled again. */
const FREE_AGAIN = 0.5
/** A judgement takes some 30 µs: others have their turn after so many. */
const PASSED_AT_ONCE = 50

/** Updates that have been taken up and are not answered yet. */
export interface UpdateLoad {
  readonly updates: number
  readonly bytes: number
}

/**
 * How much may wait for Postgres in this server. While that much does, updates wait in their sockets, which are read no
 * more; none is dropped. Afterwards the sockets take turns.
 */
export class CommitBudget {
  readonly #limits: WaitingLimits
  readonly #load = { updates: 0, bytes: 0 }
  readonly #waiters = new Set<BudgetWaiter>()
  #isFull = false
  #isPassing = false

  constructor(limits: WaitingLimits) {
    this.#limits = limits
  }

  get load(): UpdateLoad {
    return this.#load
  }

  get isFull(): boolean {
    const { updates, bytes } = this.#load
    const share = this.#isFull ? FREE_AGAIN : 1
    this.#isFull = updates >= this.#limits.waitingUpdates * share || bytes >= this.#limits.waitingBytes * share
    return this.#isFull
  }

  /** An update of so many bytes is taken up. */
  taken(bytes: number): void {
    this.#load.updates++
    this.#load.bytes += bytes
  }

  /** It is answered. */
  settled(bytes: number): void {
    this.#load.updates--
    this.#load.bytes -= bytes
    this.#pass()
  }

  wait(waiter: BudgetWaiter): void {
    this.#waiters.add(waiter)
  }

  forget(waiter: BudgetWaiter): void {
    this.#waiters.delete(waiter)
  }

  #pass(): void {
    if (this.#isPassing || this.#waiters.size === 0 || this.isFull) return
    this.#isPassing = true
    setImmediate(() => {
      this.#isPassing = false
      this.#passSome()
      this.#pass()
    })
  }

  #passSome(): void {
    for (let passed = 0; passed < PASSED_AT_ONCE && !this.isFull; passed++) {
      const [waiter] = this.#waiters
      if (waiter === undefined) return
      this.#waiters.delete(waiter)
      if (waiter.passOne()) this.#waiters.add(waiter)
    }
  }
}
