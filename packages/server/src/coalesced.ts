/** Work that is asked for more often than it is worth doing. */
export class Coalesced {
  readonly #run: () => Promise<void>
  #running: Promise<void> | undefined
  #next: Promise<void> | undefined

  constructor(run: () => Promise<void>) {
    this.#run = run
  }

  /** Settles as a run does that begins after this call. */
  request(): Promise<void> {
    if (this.#running === undefined) return this.#start()
    this.#next ??= this.#running.catch(() => undefined).then(() => this.#start())
    return this.#next
  }

  #start(): Promise<void> {
    this.#next = undefined
    this.#running = this.#run().finally(() => {
      // Whoever waits begins next, and before anybody who asks later.
      if (this.#next === undefined) this.#running = undefined
    })
    return this.#running
  }
}
