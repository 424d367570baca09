import { join } from 'node:path'
import type { Pool } from 'pg'
import { startEmbeddedPostgres } from './embedded-postgres.ts'
import { migrate } from './migrate.ts'
import { ensurePartitions } from './partitions.ts'
import { createPool } from './pool.ts'

export interface Database {
  readonly pool: Pool
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
  const close = async (): Promise<void> => {
    await pool?.end()
    await embedded?.stop()
  }
  try {
    pool = await createPool(embedded?.url ?? (url as string), { onError })
    await migrate(pool)
    await ensurePartitions(pool)
    return { pool, close }
  } catch (error) {
    await close()
    throw error
  }
}
