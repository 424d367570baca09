import { MAX_TEXT_BYTES, postgresChannel } from '../ledger/postgres-channel.ts'
import type { Queryable } from '../ledger/queryable.ts'
import { Listeners } from './listeners.ts'
import { newsText } from './news-text.ts'
import type { Notifications } from './notifications.ts'

export interface PostgresOptions {
  readonly url: string
  readonly db: Queryable
  /** This node's own id: it does not hear itself. */
  readonly node: string
  onError(error: unknown): void
}

/** LISTEN and NOTIFY: several nodes without Redis. What does not fit into a notification is read from the ledger. */
export async function postgresNotifications({ url, db, node, onError }: PostgresOptions): Promise<Notifications> {
  const listeners = new Listeners()
  const channel = await postgresChannel({
    url,
    db,
    onText: (text) => listeners.receive(text, node),
    onReconnected: () => listeners.missed(),
    onError,
  })
  return {
    supportsPush: true,
    joinsNodes: true,
    broadcast(news) {
      channel.notify(newsText(node, news, MAX_TEXT_BYTES)).catch(onError)
    },
    subscribe: (tenant, listener) => void listeners.add(tenant, listener),
    unsubscribe: (tenant, listener) => void listeners.delete(tenant, listener),
    close: () => channel.close(),
  }
}
