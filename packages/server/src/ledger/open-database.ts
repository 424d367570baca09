import { join } from 'node:path'
import type { Pool } from 'pg'
import { startEmbeddedPostgres } from './embedded-postgres.ts'
import { migrate } from './migrate.ts'
import { ensurePartitions } from './partitions.ts'
import { createPool } from './pool.ts'

export interface Database {
  /** Where it is; holds a password. */
  readonly url: string
  readonly pool: Pool
  /**
   * One connection, for commits: they come one after the other, and never wait for readers. Planning the commit's
   * statement anew each time would take half as long as running it.
   */
  readonly commits: Pool
  close(): Promise<void>
}

export interface DatabaseOptions {
  /** Undefined: an embedded Postgres. */
  readonly url: string | undefined
  /** Where an embedded Postgres is kept. */
  readonly dataDir: string
  readonly log: (message: string) => void
  readonly onError: (error: Error) => void
}

/**
 * The database with its schema up to date.
 *
 * @throws DatabaseUnreachableError, DatabaseNewerError, EmbeddedPostgresError
 */
export async function openDatabase({ url, dataDir, log, onError }: DatabaseOptions): Promise<Database> {
  const embedded =
    url === undefined ? await startEmbeddedPostgres({ dataDir: join(dataDir, 'postgres'), log }) : undefined
  let pool: Pool | undefined
  let commits: Pool | undefined
  const close = async (): Promise<void> => {
    await commits?.end()
    await pool?.end()
    await embedded?.stop()
  }
  try {
    const found = embedded?.url ?? (url as string)
    pool = await createPool(found, { onError })
    await migrate(pool)
    await ensurePartitions(pool)
    commits = await createPool(found, { onError, max: 1, settings: { plan_cache_mode: 'force_generic_plan' } })
    return { url: found, pool, commits, close }
  } catch (error) {
    await close()
    throw error
  }
}
