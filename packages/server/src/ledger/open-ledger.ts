import { stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { DocketError } from '@docket/core'
import type { Pool } from 'pg'
import { startEmbeddedPostgres } from './embedded-postgres.ts'
import { requireMigrated } from './migrate.ts'
import { createPool } from './pool.ts'

export interface Ledger {
  readonly pool: Pool
  close(): Promise<void>
}

export class DatabaseMissingError extends DocketError {
  constructor(dataDir: string) {
    super(
      'database_missing',
      `There is no database in ${dataDir}: set DATABASE_URL, or run this where "docket start" has been run`,
    )
  }
}

/**
 * The ledger as it is, to read it: changes no schema, makes no database. An embedded one that runs is shared, another
 * is started, and stopped again when closed.
 *
 * @throws DatabaseMissingError, DatabaseUnreachableError, DatabaseOlderError, DatabaseNewerError, EmbeddedPostgresError
 */
export async function openLedger(url: string | undefined, dataDir: string): Promise<Ledger> {
  const embedded = url === undefined ? await openEmbedded(resolve(dataDir)) : undefined
  let pool: Pool | undefined
  const close = async (): Promise<void> => {
    await pool?.end()
    await embedded?.stop()
  }
  try {
    pool = await createPool(embedded?.url ?? (url as string), { max: 2 })
    await requireMigrated(pool)
    return { pool, close }
  } catch (error) {
    await close()
    throw error
  }
}

async function openEmbedded(dataDir: string): ReturnType<typeof startEmbeddedPostgres> {
  const isThere = await stat(dataDir).catch(() => undefined)
  if (isThere === undefined) throw new DatabaseMissingError(dataDir)
  return startEmbeddedPostgres({ dataDir: join(dataDir, 'postgres') })
}
