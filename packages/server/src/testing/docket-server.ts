import { entitiesByName } from '@docket/core'
import type {
  ServerEnd,
  SimDoors,
  SimHost,
  SimProcess,
  SimServer,
  SimServerFactory,
  SimToken,
} from '@docket/core/testing'
import type { Principal } from '../auth/principal.ts'
import type { Breach } from '../gate/judgement.ts'
import { DEFAULT_LIMITS } from '../gate/limits.ts'
import type { EntityRules } from '../gate/rules.ts'
import { rulesByEntity } from '../gate/rules-by-entity.ts'
import { createSharedRates } from '../gate/shared-rates.ts'
import { CommitBudget } from '../hocuspocus/commit-budget.ts'
import { createHocuspocus } from '../hocuspocus/create-hocuspocus.ts'
import { DocumentActors } from '../hocuspocus/document-actors.ts'
import { DocumentDesk } from '../hocuspocus/document-desk.ts'
import { HeldDocuments, KEPT } from '../hocuspocus/held-documents.ts'
import { documentReader } from '../hocuspocus/read-document.ts'
import { serveSocket } from '../hocuspocus/serve-socket.ts'
import type { ServedSockets } from '../hocuspocus/served-sockets.ts'
import { SummaryFeed } from '../hocuspocus/summary-feed.ts'
import { UnauthenticatedSockets } from '../hocuspocus/unauthenticated-sockets.ts'
import { Committer } from '../ledger/committer.ts'
import type { Queryable } from '../ledger/queryable.ts'
import { summaryRows } from '../ledger/summary-rows.ts'
import { websocketNotifications } from '../notifications/local-notifications.ts'
import { newsOfGroup } from '../notifications/news-of-group.ts'
import { followLedger } from '../open-node.ts'
import { MemoryPostgres } from './memory-postgres.ts'
import { serveRequests } from './serve-requests.ts'
import { ServedEnd } from './served-end.ts'

/** What the server of a simulation decides by itself. */
export interface DocketServerOptions {
  /** What the server alone decides, as `createServer` takes it. */
  readonly rules?: readonly EntityRules[]
}

/** The real server between its sockets, `/v1/sync` and its database, for `simulate`: gate, actors, committer, Hocuspocus. */
export function docketServer(options: DocketServerOptions = {}): SimServerFactory {
  return (host): SimServer => {
    const postgres = new MemoryPostgres(host)
    return {
      ledger: postgres,
      start: (owner: SimProcess) => startServer(host, postgres.connect(owner), options),
    }
  }
}

/** As `createServer` puts it together. */
function startServer(host: SimHost, db: Queryable, { rules = [] }: DocketServerOptions): SimDoors {
  const { onNote } = host
  const entities = entitiesByName(host.entities)
  const limits = DEFAULT_LIMITS
  const now = (): number => host.loop.nowMs
  const committer = new Committer(db, {
    onWritten(group, _ms, receipts) {
      for (const news of newsOfGroup(group, receipts)) follower.committed(news)
    },
  })
  const budget = new CommitBudget(limits)
  const rates = createSharedRates(limits, now)
  const feed = new SummaryFeed()
  const follower = followLedger({
    notifications: websocketNotifications(),
    db,
    feed,
    logger: { warn: (_facts: unknown, message: string) => onNote(message) },
    actors: () => actors,
    onNews: () => undefined,
  })
  const follow = (tenant: string): Promise<() => void> => follower.follow(tenant)
  const onError = (error: unknown, document: string): void => onNote(`${document}: ${String(error)}`)
  const actors = new DocumentActors({
    entities,
    rules: rulesByEntity(rules, entities, (error) => onNote(`a rule failed: ${String(error)}`)),
    limits,
    follow,
    now,
    // Snapshots and checkpoints are caches, and tests with a real Postgres have them.
    snapshots: { request: () => undefined },
    checkpoints: { request: () => undefined },
    eventsPerCheckpoint: limits.eventsPerCheckpoint,
    checkpointHead: async () => undefined,
    reader: documentReader(db),
    commit: (pending) => committer.commit(pending),
    onError,
    onDamage: (error) => onNote(error.message),
  })
  const verify = async (token = ''): Promise<Principal> => ({
    ...(JSON.parse(atob(token)) as SimToken),
    expiresAtMs: Number.POSITIVE_INFINITY,
  })
  const onBreach = ({ code }: Breach, document: string): void => onNote(`${document}: ${code}`)
  const sockets: ServedSockets = new WeakMap()
  const hocuspocus = createHocuspocus({
    actors,
    entities,
    limits,
    sockets,
    budget,
    feed,
    delay: committer.delay,
    now,
    follow,
    verify,
    checkpoint: async () => undefined,
    summariesSince: (tenant, after, limit) => summaryRows(db, tenant, after, limit),
    onBreach,
    onError,
  })
  const desk = new DocumentDesk({
    documents: new HeldDocuments({ hocuspocus, ...KEPT, onError }),
    budget,
    actorOf: (document) => actors.of(document),
    onBreach,
  })
  const answer = serveRequests({
    db,
    desk,
    delay: committer.delay,
    clock: { now },
    rates,
    tokens: { verify },
    logger: { error: (_facts, message) => onNote(message) },
  })
  const unauthenticated = new UnauthenticatedSockets(limits)
  const accept = (end: ServerEnd): void => {
    const socket = new ServedEnd(end)
    const closed = serveSocket(socket, {
      hocuspocus,
      sockets,
      limits,
      rates,
      budget,
      now,
      address: 'simulated',
      isReading: () => true,
      onAuthenticated: () => unauthenticated.delete(socket),
    })
    unauthenticated.add(socket, () => socket.closeAsLate())
    end.onClose((code, reason) => {
      unauthenticated.delete(socket)
      closed(code, reason)
    })
  }
  return { accept, answer }
}
