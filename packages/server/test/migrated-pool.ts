import { createTestDatabase } from '@docket/test-support/database'
import type { Pool } from 'pg'
import { afterAll } from 'vitest'
import { migrate } from '../src/ledger/migrate.ts'
import { createPool } from '../src/ledger/pool.ts'

/** Connections to a new database with the ledger's tables, until the tests of the file have ended. */
export async function migratedPool(): Promise<Pool> {
  const { url } = await createTestDatabase()
  await migrate(url)
  const pool = await createPool(url)
  afterAll(() => pool.end())
  return pool
}
