import type { SummaryRow } from '@docket/core'

/** What a commit appended to one document. */
export interface DocumentNews {
  readonly entity: string
  readonly id: string
  /** How many events it had before; undefined where that is not told. */
  readonly knownEvents: number | undefined
  /** In the order in which they are applied; empty where they have to be read from Postgres. */
  readonly updates: readonly Uint8Array[]
}

/** What one transaction committed of one tenant. */
export interface CommitNews {
  readonly tenant: string
  /** The numbers of its events, from `first` to `last`; `last` is less where it has none. */
  readonly first: number
  readonly last: number
  readonly documents: readonly DocumentNews[]
  /** The summaries that have changed. */
  readonly rows: readonly SummaryRow[]
}

/** Who hears what other servers have committed of a tenant. */
export interface NewsListener {
  hear(news: CommitNews): void
  /** Something may not have been delivered. */
  missed(): void
}

/**
 * How nodes tell each other what they have committed. Delivery is a hint: news may be lost, doubled or come out of order,
 * and whoever misses some finds it in Postgres by its number.
 */
export interface Notifications {
  /** Do news come by themselves? If not, Postgres is asked more often. */
  readonly supportsPush: boolean
  /** May several nodes use one database with it? */
  readonly joinsNodes: boolean
  /** Tells the other nodes; never throws, and waits for nobody. */
  broadcast(news: CommitNews): void
  /** Hears of a tenant what other nodes broadcast. */
  subscribe(tenant: string, listener: NewsListener): void
  unsubscribe(tenant: string, listener: NewsListener): void
  close(): Promise<void>
}
