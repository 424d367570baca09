import { createServer as createHttpServer } from 'node:http'
import { resolve } from 'node:path'
import { DocketError, type Entity, type JsonValue, systemClock } from '@docket/core'
import { getRequestListener } from '@hono/node-server'
import { createTokens } from './auth/tokens.ts'
import { type Config, readConfig } from './config.ts'
import { DEFAULT_LIMITS, type Limits } from './gate/limits.ts'
import type { EntityRules } from './gate/rules.ts'
import { rulesByEntity } from './gate/rules-by-entity.ts'
import { createSharedRates } from './gate/shared-rates.ts'
import { createHocuspocus } from './hocuspocus/create-hocuspocus.ts'
import type { ServedSockets } from './hocuspocus/served-sockets.ts'
import { SummaryFeed } from './hocuspocus/summary-feed.ts'
import { attachSyncEndpoint } from './hocuspocus/sync-endpoint.ts'
import { createHttp } from './http/create-http.ts'
import { Committer } from './ledger/committer.ts'
import { loadDocument } from './ledger/load-document.ts'
import { openDatabase } from './ledger/open-database.ts'
import { summariesSince } from './ledger/read-entities.ts'
import { recordBreach } from './ledger/record-breach.ts'
import { listen } from './listen.ts'
import { createLogger, type Logger } from './logger.ts'
import { ruleFailureOf } from './rule-failure.ts'

export interface ServerOptions {
  /** What the server knows; the same definitions as the clients'. */
  readonly entities: readonly Entity[]
  /** What the server alone decides of their events: what `rulesFor` gave, one an entity. */
  readonly rules?: readonly EntityRules[]
  /** The environment's settings unless told. */
  readonly config?: Config
  /** A built web page to serve beside the API. */
  readonly staticDir?: string
  /** Where an embedded database is kept; `.docket` unless told. */
  readonly dataDir?: string
  readonly limits?: Partial<Limits>
  readonly logger?: Logger
}

export interface DocketServer {
  readonly url: string
  readonly port: number
  /** Commits what is queued, then closes everything. */
  close(): Promise<void>
}

/**
 * Starts the server: database, migrations, gate, sync and HTTP on one port.
 *
 * @throws RulesInvalidError, ConfigError, AuthNotConfiguredError, DatabaseUnreachableError, DatabaseNewerError, EmbeddedPostgresError, PortInUseError
 */
export async function createServer(options: ServerOptions): Promise<DocketServer> {
  const config = options.config ?? readConfig()
  const logger = options.logger ?? createLogger()
  const entities = entitiesByName(options.entities)
  const rules = rulesByEntity(options.rules ?? [], entities, (error, { event, principal: { tenant } }, { name }) =>
    logger.error(
      { tenant, entity: name, type: event.type, event: event.id, ...ruleFailureOf(error) },
      'a rule failed, so its event is rejected',
    ),
  )
  const database = await openDatabase({
    url: config.databaseUrl,
    dataDir: resolve(options.dataDir ?? '.docket'),
    log: (message) => logger.info(message),
    onError: (error) => logger.warn({ error: error.message }, 'a database connection broke'),
  })
  const { pool } = database
  const tokens = createTokens(config.auth)
  const committer = new Committer(pool, {
    onDelay: (error, attempt) => logger.error({ attempt, error: messageOf(error) }, 'committing is delayed'),
  })
  const limits = { ...DEFAULT_LIMITS, ...options.limits }
  const now = (): number => systemClock.now()
  const rates = createSharedRates(limits, now)
  const { trustedProxies = 0 } = config
  const sockets: ServedSockets = new WeakMap()
  const hocuspocus = createHocuspocus({
    entities,
    rules,
    limits,
    sockets,
    feed: new SummaryFeed(),
    now,
    verify: (token) => tokens.verify(token),
    load: (address, afterNo) => loadDocument(pool, address, afterNo),
    commit: (commit) => committer.commit(commit),
    summariesSince: async (tenant, afterSeq, limit) => {
      const rows = await summariesSince(pool, { tenant, afterSeq, limit })
      return rows.map(({ entityType, entityId, summary, seq }) => ({
        entity: entityType,
        id: entityId,
        // It comes out of a jsonb column.
        summary: summary as JsonValue,
        seq,
      }))
    },
    onBreach({ code, reason }, document, { tenant, subject }) {
      logger.warn({ code, document, subject }, 'an update was refused')
      recordBreach(pool, { tenant, document, code, reason, submittedBy: subject }).catch((error: unknown) => {
        logger.error({ code, document, error: messageOf(error) }, 'a breach could not be recorded')
      })
    },
    onError: (error, document) =>
      logger.error({ document, error: messageOf(error) }, 'an update could not be committed'),
  })
  const http = createHttp({
    db: pool,
    tokens,
    entities,
    logger,
    clock: systemClock,
    rates,
    trustedProxies,
    development: config.auth.kind === 'development',
    staticDir: options.staticDir,
  })
  const answer = getRequestListener(http.fetch)
  const server = createHttpServer((request, response) => void answer(request, response))
  const sync = attachSyncEndpoint(server, { hocuspocus, sockets, limits, rates, trustedProxies, now })

  async function close(): Promise<void> {
    server.close()
    server.closeAllConnections()
    await committer.close()
    await sync.close()
    await database.close()
  }

  try {
    const port = await listen(server, config.port)
    return { url: `http://localhost:${port}`, port, close }
  } catch (error) {
    await close()
    throw error
  }
}

function entitiesByName(entities: readonly Entity[]): ReadonlyMap<string, Entity> {
  const byName = new Map<string, Entity>()
  for (const entity of entities) {
    if (byName.has(entity.name)) {
      throw new DocketError('entity_duplicate', `Two entities are named "${entity.name}"; rename one of them`)
    }
    byName.set(entity.name, entity)
  }
  return byName
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
