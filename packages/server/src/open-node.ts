import { randomUUID } from 'node:crypto'
import type { Config } from './config.ts'
import type { DocumentActors } from './hocuspocus/document-actors.ts'
import type { SummaryFeed } from './hocuspocus/summary-feed.ts'
import { changesAfter, newestSeqs } from './ledger/changes-after.ts'
import { lockNode, type NodeLock } from './ledger/node-lock.ts'
import type { Database } from './ledger/open-database.ts'
import type { Queryable } from './ledger/queryable.ts'
import type { Logger } from './logger.ts'
import { LedgerFollower } from './notifications/ledger-follower.ts'
import type { CommitNews, Notifications } from './notifications/notifications.ts'
import { openNotifications } from './notifications/open-notifications.ts'
import { errorFacts } from './operation/error-facts.ts'

/** This server as one of those on its database. */
export interface Node {
  readonly lock: NodeLock
  readonly notifications: Notifications
}

/** A server that was killed keeps its place for a moment, ms. */
const WAIT_FOR_PLACE_MS = 3_000
/** How often Postgres is asked for what was not told, ms. */
const CHECK_MS = 5_000
const CHECK_WITHOUT_PUSH_MS = 1_000

/**
 * @param own how nodes tell each other, where the settings do not say it
 * @throws NodeAlreadyRunningError, RedisUnreachableError
 */
export async function openNode(
  config: Config,
  { url, pool }: Database,
  logger: Logger,
  own?: Notifications,
): Promise<Node> {
  const onError = (error: unknown): void => logger.warn(errorFacts(error), 'notifications of other nodes are delayed')
  const notifications = own ?? (await openNotifications({ config, url, db: pool, node: randomUUID(), onError }))
  try {
    const isShared = notifications.joinsNodes
    return { notifications, lock: await lockNode({ url, isShared, waitMs: WAIT_FOR_PLACE_MS, onError }) }
  } catch (error) {
    await notifications.close()
    throw error
  }
}

export interface FollowOptions {
  readonly notifications: Notifications
  readonly db: Queryable
  readonly feed: SummaryFeed
  readonly logger: { warn(facts: object, message: string): void }
  actors(): Pick<DocumentActors, 'hear'>
  /** Of each followed tenant, in the order of the numbers. */
  onNews(news: CommitNews): void
}

/** Tells this node's documents, lists and readers of what is committed, here or on another node. */
export function followLedger({ notifications, db, feed, logger, actors, onNews }: FollowOptions): LedgerFollower {
  return new LedgerFollower({
    notifications,
    checkEveryMs: notifications.supportsPush ? CHECK_MS : CHECK_WITHOUT_PUSH_MS,
    newestSeqs: (tenants) => newestSeqs(db, tenants),
    async newsAfter(tenant, seq) {
      const { last, documents, rows } = await changesAfter(db, tenant, seq)
      const changed = documents.map((document) => ({ ...document, knownEvents: undefined, updates: [] }))
      return { tenant, first: seq + 1, last, documents: changed, rows }
    },
    onNews(news, isOwn) {
      if (!isOwn) for (const document of news.documents) actors().hear(news.tenant, document)
      feed.publish(news.tenant, news.rows, news.last)
      onNews(news)
    },
    onError: (error, tenant) => logger.warn({ tenant, ...errorFacts(error) }, 'the ledger could not be followed'),
  })
}
