import pg from 'pg'
import { type DatabaseTarget, DatabaseUnreachableError } from './database-unreachable.ts'
import type { Queryable } from './queryable.ts'

// A host that drops packets would otherwise be waited for for minutes.
const CONNECT_TIMEOUT_MS = 5_000

export interface PoolOptions {
  /** The most connections at a time; 10 unless told. */
  readonly max?: number
  /** Settings of each connection, for example `{ plan_cache_mode: 'force_generic_plan' }`; names of ours, never input. */
  readonly settings?: Readonly<Record<string, string>>
  /** Hears of idle connections that broke; the pool replaces them by itself. */
  readonly onError?: (error: Error) => void
}

/**
 * Connections to the Postgres at `url`, which has answered once.
 *
 * @throws DatabaseUnreachableError at once, without trying again
 */
export async function createPool(url: string, options: PoolOptions = {}): Promise<pg.Pool> {
  const target = targetOf(url)
  const pool = new pg.Pool({
    connectionString: url,
    application_name: 'docket',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    max: options.max ?? 10,
    // oxlint-disable-next-line typescript/no-misused-promises -- the pool waits for it, whatever the type says
    onConnect: (client) => configure(client, options.settings ?? {}),
  })
  // Without a listener, a broken connection ends the process: an idle one, or one that the pool is just letting go of.
  pool.on('error', options.onError ?? ((): void => undefined))
  pool.on('connect', (client) => client.on('error', () => undefined))
  try {
    await ping(pool)
    return pool
  } catch (cause) {
    await pool.end()
    throw new DatabaseUnreachableError(target, cause)
  }
}

async function configure(client: pg.ClientBase, settings: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, value] of Object.entries(settings)) {
    await client.query('select set_config($1, $2, false)', [name, value])
  }
}

/** Resolves if Postgres answers. */
export async function ping(db: Queryable): Promise<void> {
  await db.query({ text: 'select 1' })
}

function targetOf(url: string): DatabaseTarget {
  try {
    const { host, port, database } = new pg.Client({ connectionString: url })
    return { host, port, database: database ?? '' }
  } catch {
    // The cause is kept out: it repeats the URL, password and all.
    throw new DatabaseUnreachableError(
      undefined,
      new Error('DATABASE_URL is not postgres://user:password@host:port/name'),
    )
  }
}
