import type { LedgerRow, SimLedger } from './sim-server.ts'

/** The ledger by tenant and event, as of now. */
export class LedgerIndex {
  readonly #ledger: SimLedger
  readonly #byEvent = new Map<string, LedgerRow>()
  #read = 0

  constructor(ledger: SimLedger) {
    this.#ledger = ledger
  }

  get rows(): readonly LedgerRow[] {
    return this.#ledger.rows
  }

  row(tenant: string, event: string): LedgerRow | undefined {
    for (; this.#read < this.#ledger.rows.length; this.#read++) {
      const row = this.#ledger.rows[this.#read] as LedgerRow
      this.#byEvent.set(`${row.tenant}/${row.event.id}`, row)
    }
    return this.#byEvent.get(`${tenant}/${event}`)
  }
}
