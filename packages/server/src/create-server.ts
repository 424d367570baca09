import { createServer as createHttpServer } from 'node:http'
import { resolve } from 'node:path'
import { type Entity, type EntityNotifications, entitiesByName, systemClock } from '@docket/core'
import { getRequestListener } from '@hono/node-server'
import { createTokens } from './auth/tokens.ts'
import { type Config, DEFAULT_AUDIT_ROLES, readConfig } from './config.ts'
import { anchorToFile } from './evidence/anchor-file.ts'
import { EventSigner, type SignEvent } from './evidence/event-signer.ts'
import { openSigner } from './evidence/key-file.ts'
import { type Anchor, Sealer } from './evidence/sealer.ts'
import { commitTenantRecord } from './evidence/tenant-records.ts'
import { DEFAULT_LIMITS, type Limits } from './gate/limits.ts'
import type { EntityRules } from './gate/rules.ts'
import { rulesByEntity } from './gate/rules-by-entity.ts'
import { createSharedRates } from './gate/shared-rates.ts'
import type { OpenHandle } from './handles/entity-handle.ts'
import { openHandles } from './handles/open-handles.ts'
import { CommitBudget } from './hocuspocus/commit-budget.ts'
import { connectionsOf, createHocuspocus } from './hocuspocus/create-hocuspocus.ts'
import { DocumentActors } from './hocuspocus/document-actors.ts'
import { DocumentDesk } from './hocuspocus/document-desk.ts'
import { HeldDocuments, KEPT } from './hocuspocus/held-documents.ts'
import { documentReader } from './hocuspocus/read-document.ts'
import type { ServedSockets } from './hocuspocus/served-sockets.ts'
import { snapshotDocument } from './hocuspocus/snapshot-document.ts'
import { SnapshotQueue } from './hocuspocus/snapshot-queue.ts'
import { SummaryFeed } from './hocuspocus/summary-feed.ts'
import { attachSyncEndpoint } from './hocuspocus/sync-endpoint.ts'
import { createHttp } from './http/create-http.ts'
import { Jobs } from './jobs/jobs.ts'
import { checkpointHead, type MadeCheckpoint, readCheckpoint, writeCheckpoint } from './ledger/checkpoints.ts'
import type { CommitReceipt, PendingCommit } from './ledger/commit.ts'
import { Committer } from './ledger/committer.ts'
import { addKey } from './ledger/keys.ts'
import { openDatabase } from './ledger/open-database.ts'
import { ping } from './ledger/pool.ts'
import { recordBreach } from './ledger/record-breach.ts'
import { summaryRow, summaryRows } from './ledger/summary-rows.ts'
import { type LiveDocument, writeLiveSnapshot } from './ledger/write-snapshot.ts'
import { listen } from './listen.ts'
import { createLogger, type Logger } from './logger.ts'
import { checkNotifications } from './notifications/check-notifications.ts'
import { newsOfGroup } from './notifications/news-of-group.ts'
import type { Notifications } from './notifications/notifications.ts'
import { followLedger, openNode } from './open-node.ts'
import { errorFacts } from './operation/error-facts.ts'
import { Metrics } from './operation/metrics.ts'
import { createNotes } from './operation/notes.ts'
import { Readiness } from './operation/readiness.ts'
import { shutDown } from './operation/shut-down.ts'
import type { Projection } from './projections/define-projection.ts'
import { ruleFailureOf } from './rule-failure.ts'
import { StreamEndpoint } from './stream/stream-endpoint.ts'
import { streamTails } from './stream/stream-tails.ts'
import { openUpstream, type TenantUpstream } from './upstream/open-upstream.ts'
import type { Webhook } from './webhooks/webhook.ts'

/** What a server is made of; only `entities` must be given. Settings of the environment are in docs/operation.md. */
export interface ServerOptions {
  /** What the server knows; the same definitions as the clients'. */
  readonly entities: readonly Entity[]
  /** What the server alone decides of their events: what `rulesFor` gave, one an entity. */
  readonly rules?: readonly EntityRules[]
  /** Whose documents `server.entity` means where nobody says. */
  readonly tenant?: string
  /** Read models of the application's own, which this server fills. */
  readonly projections?: readonly Projection[]
  /** Where it sends committed events. */
  readonly webhooks?: readonly Webhook[]
  /** How clients are to hear of an entity's changes, by name: what is missing for it here is found out at the start. */
  readonly notifications?: EntityNotifications
  /** How the servers of one database tell each other what they have committed; as the settings say unless told. Closed with the server. */
  readonly nodes?: Notifications
  /** The environment's settings unless told. */
  readonly config?: Config
  /** A built web page to serve beside the API. */
  readonly staticDir?: string
  /** Where an embedded database is kept; `.docket` unless told. */
  readonly dataDir?: string
  readonly limits?: Partial<Limits>
  /** Puts each seal where nobody who could change the ledger can; beside the file of the settings, if they name one. */
  readonly anchor?: Anchor
  /** A signing device, such as a fiscal one: hears of every committed event. Give it to one node alone. */
  readonly signEvent?: SignEvent
  readonly logger?: Logger
}

/** A server that is running. */
export interface DocketServer {
  readonly url: string
  readonly port: number
  /** A document, for the application's own code to read and to record in. */
  readonly entity: OpenHandle
  /** Its HTTP, for who is in this process. */
  readonly fetch: (request: Request) => Promise<Response>
  /** Commits what is queued, tells clients to connect elsewhere, then closes everything. */
  close(): Promise<void>
}

const SEAL_EVERY_MS = 60_000
const SEAL_EVERY_EVENTS = 1_000
const NO_EVENTS = { first: 1, last: 0, documents: [] } as const
/** Of streams: a sign of life, and when who takes nothing is dropped; ms. */
const HEARTBEAT_MS = 15_000
const PATIENCE_MS = 10_000

/**
 * Starts the server: database, migrations, gate, sync and HTTP on one port.
 *
 * @throws NotificationsInvalidError, RulesInvalidError, ConfigError, SigningKeyError, AuthNotConfiguredError, UpstreamTokenError, DatabaseUnreachableError, DatabaseNewerError, EmbeddedPostgresError, NodeAlreadyRunningError, RedisUnreachableError, PortInUseError,
 * ProjectionInvalidError, ProjectionSetUpError, WebhookInvalidError, JobsNotSetUpError
 */
export async function createServer(options: ServerOptions): Promise<DocketServer> {
  const config = options.config ?? readConfig()
  const logger = options.logger ?? createLogger()
  const entities = entitiesByName(options.entities)
  checkNotifications(options.notifications ?? {}, entities, config)
  const rules = rulesByEntity(options.rules ?? [], entities, (error, { event, principal: { tenant } }, { name }) =>
    logger.error(
      { tenant, entity: name, type: event.type, event: event.id, ...ruleFailureOf(error) },
      'a rule failed, so its event is rejected',
    ),
  )
  const now = (): number => systemClock.now()
  const { projections = [], webhooks = [] } = options
  const jobs = new Jobs({ projections, webhooks, now, logger })
  const dataDir = resolve(options.dataDir ?? '.docket')
  const signer = await openSigner(config.signingKey, dataDir)
  const database = await openDatabase({
    url: config.databaseUrl,
    dataDir,
    log: (message) => logger.info(message),
    onError: (error) => logger.warn({ error: error.message }, 'a database connection broke'),
  })
  const { pool } = database
  const node = await openNode(config, database, logger, options.nodes).catch(async (error: unknown) => {
    await database.close()
    throw error
  })
  const tokens = createTokens(config.auth)
  const committer = new Committer(database.commits, {
    onWritten(group, ms, receipts) {
      for (const news of newsOfGroup(group, receipts)) follower.committed(news)
      metrics.written(group, ms)
      notes.onWritten(group)
      sealer.onWritten(group)
      eventSigner?.onWritten(group)
      jobs.onWritten(group)
    },
    onRetry(error, attempt) {
      metrics.retried()
      notes.onRetry(error, attempt)
    },
  })
  const commit = (pending: PendingCommit): Promise<CommitReceipt> => committer.commit(pending)
  const limits = { ...DEFAULT_LIMITS, ...options.limits }
  const budget = new CommitBudget(limits)
  const readiness = new Readiness({ ping: () => ping(pool), isDelayed: () => committer.delay.isDelayed })
  const rates = createSharedRates(limits, now)
  const notes = createNotes({
    logger,
    onBreach: ({ code }) => metrics.breached(code),
    // However many sockets somebody opens, or however often they ask.
    mayRecord: ({ tenant, subject }) => rates.recordedBreaches.tryTake(`${tenant}/${subject}`, 1) === 0,
    recordBreach: ({ code, reason }, document, { tenant, subject }) =>
      recordBreach(pool, { tenant, document, code, reason, submittedBy: subject }),
  })
  committer.delay.subscribe(notes.onDelay)
  const snapshots = new SnapshotQueue<LiveDocument>({
    isBusy: () => budget.load.updates > 0,
    write: (address, live) =>
      live === undefined ? snapshotDocument(pool, address) : writeLiveSnapshot(pool, address, live),
    onError: notes.onSnapshotFailed,
  })
  const feed = new SummaryFeed()
  const follower = followLedger({
    notifications: node.notifications,
    db: pool,
    feed,
    logger,
    actors: () => actors,
    onNews(news) {
      tails.kick(news.tenant, news.last)
      jobs.kick(news.tenant)
      upstream?.onNews(news)
    },
  })
  const follow = (tenant: string): Promise<() => void> => follower.follow(tenant)
  const checkpoints = new SnapshotQueue<MadeCheckpoint>({
    isBusy: () => budget.load.updates > 0,
    async write(address, made) {
      if (made === undefined || !(await writeCheckpoint(pool, address, made))) return
      const row = await summaryRow(pool, address)
      if (row !== undefined) follower.committed({ tenant: address.tenant, ...NO_EVENTS, rows: [row] })
    },
    onError: notes.onCheckpointFailed,
  })
  const anchors = [config.anchorFile === undefined ? undefined : anchorToFile(config.anchorFile), options.anchor]
  const sealer = new Sealer({
    db: pool,
    signer,
    commit,
    now,
    everyMs: config.sealEveryMs ?? SEAL_EVERY_MS,
    everyEvents: SEAL_EVERY_EVENTS,
    async anchor(seal) {
      for (const anchor of anchors) await anchor?.(seal)
    },
    onError: (error, tenant) => logger.error({ tenant, ...errorFacts(error) }, 'a chain could not be sealed'),
  })
  const { trustedProxies = 0 } = config
  const sockets: ServedSockets = new WeakMap()
  const eventSigner =
    options.signEvent &&
    new EventSigner({
      db: pool,
      commit,
      sign: options.signEvent,
      now,
      onError: (error, tenant) => logger.error({ tenant, ...errorFacts(error) }, 'an event could not be signed'),
    })
  const actors = new DocumentActors({
    entities,
    rules,
    limits,
    follow,
    now,
    snapshots,
    checkpoints,
    eventsPerCheckpoint: limits.eventsPerCheckpoint,
    checkpointHead: (address) => checkpointHead(pool, address),
    reader: documentReader(pool),
    commit,
    onError: notes.onError,
    onDamage: notes.onDamage,
  })
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
    verify: (token) => tokens.verify(token),
    checkpoint: (address) => readCheckpoint(pool, address),
    summariesSince: (tenant, afterSeq, limit) => summaryRows(pool, tenant, afterSeq, limit),
    onBreach: notes.onBreach,
    onError: notes.onError,
  })
  const desk = new DocumentDesk({
    documents: new HeldDocuments({ hocuspocus, ...KEPT, onError: notes.onError }),
    budget,
    actorOf: (document) => actors.of(document),
    onBreach: notes.onBreach,
  })
  const metrics = new Metrics({
    load: () => budget.load,
    isDelayed: () => committer.delay.isDelayed,
    documents: () => hocuspocus.getDocumentsCount(),
    connections: () => connectionsOf(hocuspocus),
    sockets: () => sync.sockets,
  })
  const http = createHttp({
    db: pool,
    tokens,
    entities,
    logger,
    readiness,
    metrics,
    clock: systemClock,
    desk,
    delay: committer.delay,
    sealing: { signer, seal: (tenant) => sealer.seal(tenant) },
    auditAccess: {
      roles: config.auditRoles ?? DEFAULT_AUDIT_ROLES,
      async record({ tenant, subject }, type, payload) {
        const record = { tenant, type, payload, by: subject, at: now() }
        await commitTenantRecord(commit, record)
      },
    },
    electric: config.electricUrl === undefined ? undefined : { url: config.electricUrl, secret: config.electricSecret },
    rates,
    trustedProxies,
    development: config.auth.kind === 'development',
    staticDir: options.staticDir,
  })
  const answer = getRequestListener(http.fetch)
  const server = createHttpServer((request, response) => void answer(request, response))
  const tails = streamTails({ db: pool, follow, onError: notes.onError })
  const stream = new StreamEndpoint({
    tails,
    fetch: (request, env) => http.fetch(request, env),
    now,
    streamsPerTenant: limits.streamsPerTenant,
    heartbeatMs: HEARTBEAT_MS,
    patienceMs: PATIENCE_MS,
    onError: notes.onError,
  })
  const sync = attachSyncEndpoint(server, {
    hocuspocus,
    sockets,
    limits,
    rates,
    budget,
    trustedProxies,
    now,
    takesOther: (request, socket, head) => stream.takes(request, socket, head),
  })

  let upstream: TenantUpstream | undefined
  let closing: Promise<void> | undefined
  function close(): Promise<void> {
    closing ??= shutDown({
      readiness,
      upstream,
      sync,
      stream,
      desk,
      committer,
      sealer,
      eventSigner,
      jobs,
      snapshots,
      checkpoints,
      http: server,
      follower,
      node,
      database,
      logger,
    })
    return closing
  }

  try {
    await addKey(pool, signer)
    await sealer.start()
    await eventSigner?.start()
    await jobs.start(pool)
    if (config.upstream !== undefined) {
      upstream = await openUpstream({ config: config.upstream, db: pool, desk, logger, follow })
      await upstream.start()
    }
    const port = await listen(server, config.port)
    const entity = openHandles({ desk, entities, tenant: options.tenant, now })
    const fetch = async (request: Request): Promise<Response> => http.fetch(request)
    return { url: `http://localhost:${port}`, port, entity, fetch, close }
  } catch (error) {
    await close()
    throw error
  }
}
