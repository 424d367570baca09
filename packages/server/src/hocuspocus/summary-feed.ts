import { newerRow, type ServerMessage, type SummaryRow } from '@docket/core'

/** One connection that wants a tenant's summaries. */
export interface FeedReader {
  send(message: ServerMessage): void
}

/** Tells the connections of a tenant of newer summaries: those of a tick together, the newest of each document. */
export class SummaryFeed {
  readonly #readers = new Map<string, Set<FeedReader>>()
  #pending = new Map<string, Map<string, SummaryRow>>()

  subscribe(tenant: string, reader: FeedReader): () => void {
    const readers = this.#readers.get(tenant) ?? new Set()
    this.#readers.set(tenant, readers.add(reader))
    return () => {
      readers.delete(reader)
      if (readers.size === 0) this.#readers.delete(tenant)
    }
  }

  publish(tenant: string, row: SummaryRow): void {
    if (!this.#readers.has(tenant)) return
    if (this.#pending.size === 0) setImmediate(() => this.#flush())
    const rows = this.#pending.get(tenant) ?? new Map<string, SummaryRow>()
    const key = `${row.entity}/${row.id}`
    rows.set(key, newerRow(rows.get(key) ?? row, row))
    this.#pending.set(tenant, rows)
  }

  #flush(): void {
    const pending = this.#pending
    this.#pending = new Map()
    for (const [tenant, rows] of pending) {
      const sorted = [...rows.values()].sort((a, b) => a.seq - b.seq)
      const message: ServerMessage = { kind: 'summaries', rows: sorted, cursor: sorted.at(-1)?.seq ?? 0 }
      for (const reader of this.#readers.get(tenant) ?? []) reader.send(message)
    }
  }
}
