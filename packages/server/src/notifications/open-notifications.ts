import type { Config } from '../config.ts'
import type { Queryable } from '../ledger/queryable.ts'
import { electricNotifications, pollingNotifications, websocketNotifications } from './local-notifications.ts'
import type { Notifications } from './notifications.ts'
import { postgresNotifications } from './postgres-notifications.ts'
import { redisNotifications } from './redis-notifications.ts'

export interface OpenOptions {
  readonly config: Pick<Config, 'notifications' | 'redisUrl'>
  /** Of the ledger's Postgres. */
  readonly url: string
  readonly db: Queryable
  readonly node: string
  onError(error: unknown): void
}

/** The notifications of the settings: Redis where there is one, unless told. */
export async function openNotifications({ config, ...options }: OpenOptions): Promise<Notifications> {
  const { redisUrl } = config
  const kind = config.notifications ?? (redisUrl === undefined ? 'websocket' : 'redis')
  switch (kind) {
    case 'redis':
      // The settings were refused otherwise.
      return redisNotifications({ ...options, url: redisUrl ?? '' })
    case 'postgres':
      return postgresNotifications(options)
    case 'polling':
      return pollingNotifications()
    case 'electric':
      return electricNotifications()
    case 'websocket':
      return websocketNotifications()
  }
}
