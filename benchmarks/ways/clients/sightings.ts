/** Who recorded in a document waits here until another has seen it; events are seen in the order of being recorded. */
export class Sightings {
  readonly #waiting: (() => void)[] = []
  #recorded = 0
  #seen = 0

  /** Resolves when one event more is seen than were waited for so far. */
  next(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#recorded++ < this.#seen) resolve()
      else this.#waiting.push(resolve)
    })
  }

  /** So many events are seen in all. */
  saw(events: number): void {
    for (; this.#seen < events; this.#seen++) this.#waiting.shift()?.()
  }

  sawOneMore(): void {
    this.saw(this.#seen + 1)
  }
}
