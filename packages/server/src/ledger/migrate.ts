import { DocketError } from '@docket/core'
import { Kysely, PostgresDialect } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import type { Pool } from 'pg'
import { migrations } from './migrations/migrations.ts'
import { createPool } from './pool.ts'

const SCHEMA = 'docket'
const TABLE = 'schema_migrations'

export class DatabaseNewerError extends DocketError {
  constructor(unknown: readonly string[]) {
    super(
      'database_newer',
      `The database has the migrations ${unknown.join(', ')}, which this version of Docket does not know: update Docket`,
    )
  }
}

export class DatabaseOlderError extends DocketError {
  constructor(pending: readonly string[]) {
    super('database_older', `The database lacks the migrations ${pending.join(', ')}: run "docket migrate"`)
  }
}

/**
 * Brings the schema `docket` up to date; several processes may do so at once. Returns the names of the migrations that
 * were run.
 *
 * @throws DatabaseUnreachableError, DatabaseNewerError
 */
export async function migrate(
  database: string | Pool,
  known: Readonly<Record<string, Migration>> = migrations,
): Promise<string[]> {
  if (typeof database !== 'string') return run(database, known)
  const pool = await createPool(database, { max: 2 })
  try {
    return await run(pool, known)
  } finally {
    await pool.end()
  }
}

async function run(pool: Pool, known: Readonly<Record<string, Migration>>): Promise<string[]> {
  const done = await refuseNewer(pool, known)
  // A server whose role may change no schema must start where nothing is to be changed.
  if (Object.keys(known).every((name) => done.includes(name))) return []
  // Never destroyed: that would end a pool which may not be ours.
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
  const migrator = new Migrator({
    db,
    provider: { getMigrations: () => Promise.resolve({ ...known }) },
    migrationTableSchema: SCHEMA,
    migrationTableName: TABLE,
    migrationLockTableName: `${TABLE}_lock`,
    nameComparator: (a, b) => (a < b ? -1 : a > b ? 1 : 0),
  })
  const { error, results } = await migrator.migrateToLatest()
  if (error !== undefined) throw error
  return (results ?? []).map((result) => result.migrationName)
}

/**
 * For who only reads, and changes no schema in passing.
 *
 * @throws DatabaseOlderError, DatabaseNewerError
 */
export async function requireMigrated(pool: Pool): Promise<void> {
  const done = await refuseNewer(pool, migrations)
  const pending = Object.keys(migrations).filter((name) => !done.includes(name))
  if (pending.length > 0) throw new DatabaseOlderError(pending)
}

/** The names of the migrations that were run. */
async function refuseNewer(pool: Pool, known: Readonly<Record<string, Migration>>): Promise<string[]> {
  const { rows } = await pool.query<{ found: string | null }>('select to_regclass($1)::text as found', [
    `${SCHEMA}.${TABLE}`,
  ])
  if (rows[0]?.found == null) return []
  const done = await pool.query<{ name: string }>(`select name from ${SCHEMA}.${TABLE} order by name collate "C"`)
  const names = done.rows.map((row) => row.name)
  const unknown = names.filter((name) => !Object.hasOwn(known, name))
  if (unknown.length > 0) throw new DatabaseNewerError(unknown)
  return names
}
