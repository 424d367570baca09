import type { ClockPairs } from '../../document/clocks.ts'
import type { Entity } from '../../entity/entity.ts'
import { isPlainObject } from '../../event/json.ts'
import type { SummaryRow } from '../../transport/messages.ts'
import type { LedgerIndex } from './ledger-index.ts'
import { checkSummaries } from './summary-oracle.ts'
import type { Violations } from './violation.ts'
import type { WireValue } from './wire-values.ts'

/** What the server may claim, by whichever way: what the ledger has at that moment. */
export class Claims {
  readonly #entities: readonly Entity[]
  readonly #ledger: LedgerIndex
  readonly #violations: Violations
  /** By document and Yjs client: which event stands at which clock. */
  readonly #places = new Map<string, string>()

  constructor(entities: readonly Entity[], ledger: LedgerIndex, violations: Violations) {
    this.#entities = entities
    this.#ledger = ledger
    this.#violations = violations
  }

  /** An update has reached the server. Gives the ids of its events. */
  brought(name: string, values: readonly WireValue[]): readonly string[] {
    const ids: string[] = []
    for (const { client, clock, value } of values) {
      const id = eventId(value)
      if (id === undefined) continue
      this.#places.set(`${name}/${client}/${clock}`, id)
      ids.push(id)
    }
    return ids
  }

  areCommitted(tenant: string, ids: readonly string[]): boolean {
    return ids.every((id) => this.#ledger.row(tenant, id) !== undefined)
  }

  /** @param to who sees it */
  shown(tenant: string, to: string, { value }: WireValue): void {
    const id = eventId(value)
    if (id !== undefined)
      this.#violations.must(
        'COM1',
        this.#ledger.row(tenant, id) !== undefined,
        () => `${to} is shown ${id}, which is not committed`,
      )
    const ref = isPlainObject(value) && typeof value.code === 'string' ? String(value.ref) : undefined
    if (ref !== undefined)
      this.#violations.must(
        'GAT3',
        this.#ledger.row(tenant, ref)?.rejection?.code === (value as { code: string }).code,
        () => `${to} is shown a verdict on ${ref} that the ledger has not`,
      )
  }

  /** So much of a document is said to be committed. */
  committed(tenant: string, name: string, pairs: ClockPairs): void {
    for (const [client, clocks] of pairs)
      for (let clock = 0; clock < clocks; clock++) {
        const id = this.#places.get(`${name}/${client}/${clock}`)
        if (id !== undefined)
          this.#violations.must(
            'COM1',
            this.#ledger.row(tenant, id) !== undefined,
            () => `the server says that ${id} is committed, and it is not`,
          )
      }
  }

  summaries(tenant: string, told: { readonly rows: readonly SummaryRow[]; readonly cursor: number }): void {
    checkSummaries(tenant, told, this.#entities, this.#ledger, this.#violations)
  }
}

function eventId(value: unknown): string | undefined {
  return isPlainObject(value) && typeof value.id === 'string' && 'payload' in value ? value.id : undefined
}
