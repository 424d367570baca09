import type { EventRecord } from '@docket/core'

/**
 * Why somebody may rely on an event: Hocuspocus acknowledged an update that has it; the server said that a state vector
 * that covers it is committed; the server sent it; the state vector of the server's handshake covers it.
 */
export type Claim = (typeof CLAIMS)[number]

const CLAIMS = ['acknowledged', 'committed', 'received', 'covered'] as const

/** What the clients of a round recorded, and what the server has let them believe of it. */
export class Claims {
  readonly recorded = new Map<string, { readonly document: string; readonly event: EventRecord }>()
  readonly #claims: Readonly<Record<Claim, Set<string>>> = {
    acknowledged: new Set(),
    committed: new Set(),
    received: new Set(),
    covered: new Set(),
  }
  /** Called when an event is acknowledged for the first time. */
  onAcknowledged: () => void = () => undefined

  add(claim: Claim, id: string): void {
    const claimed = this.#claims[claim]
    if (claimed.has(id)) return
    claimed.add(id)
    if (claim === 'acknowledged') this.onAcknowledged()
  }

  has(claim: Claim, id: string): boolean {
    return this.#claims[claim].has(id)
  }

  get acknowledged(): number {
    return this.#claims.acknowledged.size
  }

  /** All that was claimed until now. */
  snapshot(): ReadonlyMap<Claim, ReadonlySet<string>> {
    return new Map(CLAIMS.map((claim) => [claim, new Set(this.#claims[claim])]))
  }
}
