import { createServer as createHttpServer } from 'node:http'
import { resolve } from 'node:path'
import { DocketError, type Entity, type JsonValue, systemClock } from '@docket/core'
import { getRequestListener } from '@hono/node-server'
import { createTokens } from './auth/tokens.ts'
import { type Config, readConfig } from './config.ts'
import { DEFAULT_LIMITS, type Limits } from './gate/limits.ts'
import { createHocuspocus } from './hocuspocus/create-hocuspocus.ts'
import { type DamagedRow, DocumentCorruptError } from './hocuspocus/document-corrupt-error.ts'
import { EarlySubmissions } from './hocuspocus/early-submissions.ts'
import { readDocument } from './hocuspocus/read-document.ts'
import { snapshotDocument } from './hocuspocus/snapshot-document.ts'
import { SnapshotQueue } from './hocuspocus/snapshot-queue.ts'
import type { SocketIntakes } from './hocuspocus/socket-intakes.ts'
import { SummaryFeed } from './hocuspocus/summary-feed.ts'
import { attachSyncEndpoint } from './hocuspocus/sync-endpoint.ts'
import { createHttp } from './http/create-http.ts'
import { Committer } from './ledger/committer.ts'
import { openDatabase } from './ledger/open-database.ts'
import { summariesSince } from './ledger/read-entities.ts'
import { recordBreach } from './ledger/record-breach.ts'
import { listen } from './listen.ts'
import { createLogger, type Logger } from './logger.ts'

export interface ServerOptions {
  /** What the server knows; the same definitions as the clients'. */
  readonly entities: readonly Entity[]
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
 * @throws ConfigError, AuthNotConfiguredError, DatabaseUnreachableError, DatabaseNewerError, EmbeddedPostgresError, PortInUseError
 */
export async function createServer(options: ServerOptions): Promise<DocketServer> {
  const config = options.config ?? readConfig()
  const logger = options.logger ?? createLogger()
  const entities = entitiesByName(options.entities)
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
  const snapshots = new SnapshotQueue({
    write: (address) => snapshotDocument(pool, address),
    onError: (error, document) =>
      logger.error({ ...problemOf(error), document }, 'a snapshot could not be written; the document is as it was'),
  })
  const limits = { ...DEFAULT_LIMITS, ...options.limits }
  const now = (): number => systemClock.now()
  const intakes: SocketIntakes = new WeakMap()
  const early = new EarlySubmissions()
  const hocuspocus = createHocuspocus(
    {
      entities,
      limits,
      intakes,
      feed: new SummaryFeed(),
      now,
      verify: (token) => tokens.verify(token),
      snapshots,
      read: (address, document) => readDocument(pool, address, document),
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
      onUnreadable: (error, document) =>
        logger.error({ ...problemOf(error), document }, 'a document could not be read and is refused'),
      onDamage: (error) =>
        logger.error({ ...problemOf(error), document: error.document }, 'a snapshot is damaged; its updates are used'),
    },
    early,
  )
  const http = createHttp({
    db: pool,
    tokens,
    entities,
    logger,
    clock: systemClock,
    development: config.auth.kind === 'development',
    staticDir: options.staticDir,
  })
  const answer = getRequestListener(http.fetch)
  const server = createHttpServer((request, response) => void answer(request, response))
  const sync = attachSyncEndpoint(server, { hocuspocus, early, intakes, limits, now })

  async function close(): Promise<void> {
    server.close()
    server.closeAllConnections()
    await committer.close()
    await sync.close()
    await snapshots.close()
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

function problemOf(error: unknown): { code?: string; error: string; row?: DamagedRow } {
  if (!(error instanceof DocumentCorruptError)) return { error: messageOf(error) }
  const { code, message, row } = error
  return { code, error: message, ...(row && { row: { table: row.table, no: row.no } }) }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
