import { requireMigrated } from '../ledger/migrate.ts'
import { createPool } from '../ledger/pool.ts'
import { createLogger, type Logger } from '../logger.ts'
import { defineProjection, type Projection } from './define-projection.ts'
import { Projections } from './projections.ts'

/** Where the ledger is, and which projections this process fills. */
export interface RunProjectionsOptions {
  /** Where the ledger is, and the projections' tables. */
  readonly databaseUrl: string
  readonly projections: readonly Projection[]
  readonly logger?: Logger
}

/** Projections that are being filled. */
export interface RunningProjections {
  /** Looks at once whether this tenant has committed something, instead of within a second. */
  kick(tenant: string): void
  /** Ends after what is being applied. */
  close(): Promise<void>
}

/**
 * Fills projections in a process without a server, for as long as it runs.
 *
 * @throws DatabaseUnreachableError, DatabaseOlderError, DatabaseNewerError, ProjectionInvalidError, ProjectionSetUpError
 */
export async function runProjections(options: RunProjectionsOptions): Promise<RunningProjections> {
  const { databaseUrl, projections, logger = createLogger() } = options
  const pool = await createPool(databaseUrl, {
    max: projections.length + 1,
    onError: (error) => logger.warn({ error: error.message }, 'a database connection broke'),
  })
  let running: Projections | undefined
  let closing: Promise<void> | undefined
  const end = async (): Promise<void> => {
    await running?.close()
    await pool.end()
  }
  const close = (): Promise<void> => (closing ??= end())
  try {
    await requireMigrated(pool)
    running = new Projections(projections.map(defineProjection), logger)
    await running.start(pool)
    return { kick: (tenant) => running?.kick(tenant), close }
  } catch (error) {
    await close()
    throw error
  }
}
