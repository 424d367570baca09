import { DocketError } from '@docket/core'
import { createClient } from '@redis/client'
import { Listeners } from './listeners.ts'
import { newsText } from './news-text.ts'
import type { CommitNews, NewsListener, Notifications } from './notifications.ts'

export interface RedisOptions {
  readonly url: string
  /** This node's own id: it does not hear itself. */
  readonly node: string
  onError(error: unknown): void
}

export class RedisUnreachableError extends DocketError {
  constructor(cause: unknown) {
    super('redis_unreachable', 'Redis does not answer. See whether it runs and whether REDIS_URL is right', { cause })
  }
}

/** Longer news are read from Postgres, bytes. */
const MAX_BYTES = 1024 * 1024
const CONNECT_WITHIN_MS = 5_000
const LAST_RETRY_MS = 2_000

/**
 * Redis' pub/sub: one channel a tenant, updates and all.
 *
 * @throws RedisUnreachableError
 */
export async function redisNotifications({ url, node, onError }: RedisOptions): Promise<Notifications> {
  const listeners = new Listeners()
  const publisher = createClient({
    url,
    // While Redis is away news are dropped, not kept: whoever misses them asks Postgres.
    disableOfflineQueue: true,
    socket: {
      connectTimeout: CONNECT_WITHIN_MS,
      reconnectStrategy: (tries) => Math.min(50 * 2 ** tries, LAST_RETRY_MS),
    },
  })
  const subscriber = publisher.duplicate({ disableOfflineQueue: false })
  for (const client of [publisher, subscriber]) client.on('error', onError)
  let isFirst = true
  subscriber.on('ready', () => {
    if (!isFirst) listeners.missed()
    isFirst = false
  })
  try {
    await within(CONNECT_WITHIN_MS, Promise.all([publisher.connect(), subscriber.connect()]))
  } catch (error) {
    publisher.destroy()
    subscriber.destroy()
    throw new RedisUnreachableError(error)
  }
  const hear = (text: string): void => listeners.receive(text, node)
  return {
    supportsPush: true,
    joinsNodes: true,
    broadcast(news: CommitNews) {
      if (publisher.isReady) publisher.publish(channelOf(news.tenant), newsText(node, news, MAX_BYTES)).catch(onError)
    },
    subscribe(tenant: string, listener: NewsListener) {
      if (!listeners.add(tenant, listener)) return
      // What is said before Redis knows of us is lost.
      subscriber.subscribe(channelOf(tenant), hear).then(() => listener.missed(), onError)
    },
    unsubscribe(tenant: string, listener: NewsListener) {
      if (listeners.delete(tenant, listener)) subscriber.unsubscribe(channelOf(tenant), hear).catch(onError)
    },
    async close() {
      publisher.destroy()
      subscriber.destroy()
    },
  }
}

function channelOf(tenant: string): string {
  return `docket:${tenant}`
}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer in ${ms} ms`)), ms)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}
