import type { Queryable } from './queryable.ts'
import { StandingConnection } from './standing-connection.ts'

/** Texts that all servers on a database hear. */
export interface PostgresChannel {
  /** @param text at most `MAX_TEXT_BYTES` of UTF-8 */
  notify(text: string): Promise<void>
  close(): Promise<void>
}

/** Postgres takes less than 8,000. */
export const MAX_TEXT_BYTES = 7_900
const CHANNEL = 'docket_news'

export interface ChannelOptions {
  readonly url: string
  readonly db: Queryable
  onText(text: string): void
  /** The connection has been made anew; what was said meanwhile is lost. */
  onReconnected(): void
  onError(error: unknown): void
}

/** `listen` and `notify`: with these nodes need nothing but Postgres. */
export async function postgresChannel(options: ChannelOptions): Promise<PostgresChannel> {
  const { url, db, onText, onReconnected, onError } = options
  let isFirst = true
  const connection = new StandingConnection({
    url,
    async onConnect(client) {
      await client.query(`listen ${CHANNEL}`)
      if (!isFirst) onReconnected()
      isFirst = false
    },
    onNotification: onText,
    onError,
  })
  await connection.open()
  return {
    async notify(text) {
      await db.query({ name: 'docket-notify', text: 'select pg_notify($1, $2)', values: [CHANNEL, text] })
    },
    close: () => connection.close(),
  }
}
