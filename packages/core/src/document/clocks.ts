/** Yjs' own coordinates of one appended record. */
export interface Position {
  readonly client: number
  readonly clock: number
}

/** A Yjs state vector: how much is covered of each client, from clock 0 up to but not including the number. */
export type ClockPairs = readonly (readonly [client: number, clock: number])[]

/** A growing state vector. */
export class Clocks {
  readonly #clocks = new Map<number, number>()
  /** Grows with the coverage. */
  version = 0

  constructor(pairs: ClockPairs = []) {
    this.cover(pairs)
  }

  get pairs(): ClockPairs {
    return [...this.#clocks]
  }

  /** Takes in more coverage. Returns whether anything was new. */
  cover(pairs: Iterable<readonly [client: number, clock: number]>): boolean {
    let grew = false
    for (const [client, clock] of pairs) {
      if (clock <= this.clockOf(client)) continue
      this.#clocks.set(client, clock)
      grew = true
    }
    if (grew) this.version++
    return grew
  }

  /** How much of a client is covered. */
  clockOf(client: number): number {
    return this.#clocks.get(client) ?? 0
  }

  covers({ client, clock }: Position): boolean {
    return clock < this.clockOf(client)
  }
}
