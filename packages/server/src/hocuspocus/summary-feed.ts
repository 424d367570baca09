import { newerRow, type ServerMessage, type SummaryRow } from '@docket/core'

/** One connection that wants a tenant's summaries. */
export interface FeedReader {
  send(message: ServerMessage): void
}

interface Pending {
  readonly rows: Map<string, SummaryRow>
  cursor: number
}

/** Tells the connections of a tenant of newer summaries: those of a tick together, the newest of each document. */
export class SummaryFeed {
  readonly #readers = new Map<string, Set<FeedReader>>()
  #pending = new Map<string, Pending>()

  subscribe(tenant: string, reader: FeedReader): () => void {
    const readers = this.#readers.get(tenant) ?? new Set()
    this.#readers.set(tenant, readers.add(reader))
    return () => {
      readers.delete(reader)
      if (readers.size === 0) this.#readers.delete(tenant)
    }
  }

  /** @param cursor all summaries up to this number have been published now */
  publish(tenant: string, rows: readonly SummaryRow[], cursor: number): void {
    if (!this.#readers.has(tenant)) return
    if (this.#pending.size === 0) setImmediate(() => this.#flush())
    const pending = this.#pending.get(tenant) ?? { rows: new Map<string, SummaryRow>(), cursor: 0 }
    for (const row of rows) {
      const key = `${row.entity}/${row.id}`
      pending.rows.set(key, newerRow(pending.rows.get(key) ?? row, row))
    }
    pending.cursor = Math.max(pending.cursor, cursor)
    this.#pending.set(tenant, pending)
  }

  #flush(): void {
    const pending = this.#pending
    this.#pending = new Map()
    for (const [tenant, { rows, cursor }] of pending) {
      const sorted = [...rows.values()].sort((a, b) => a.seq - b.seq)
      const message: ServerMessage = { kind: 'summaries', rows: sorted, cursor }
      for (const reader of this.#readers.get(tenant) ?? []) reader.send(message)
    }
  }
}
