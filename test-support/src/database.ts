import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, inject } from 'vitest'

declare module 'vitest' {
  interface ProvidedContext {
    /** The Postgres of this run; see global-postgres.ts. */
    postgresUrl: string
  }
}

export interface TestDatabase {
  readonly url: string
  /** Drops it now, open connections and all; otherwise that happens when the test file ends. */
  drop(): Promise<void>
}

const LONGEST_WAIT_MS = 2_000

/** An empty database of its own for a test file. Call it at the top of the file or of a `describe`. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const serverUrl = inject('postgresUrl')
  const name = `test_${randomUUID().replaceAll('-', '')}`
  await execute(serverUrl, `CREATE DATABASE ${name}`)
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  const drop = (): Promise<void> => execute(serverUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
  afterAll(async () => {
    // A pool that has just ended is still closing its connections; cut off in that moment, they fail without a listener.
    await closedConnections(serverUrl, name)
    await drop()
  })
  return { url: url.href, drop }
}

/** Resolves when nobody is connected any more, or after a while. */
async function closedConnections(serverUrl: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl })
  await client.connect()
  try {
    for (const until = Date.now() + LONGEST_WAIT_MS; Date.now() < until; await sleep(10)) {
      const { rowCount } = await client.query('select from pg_stat_activity where datname = $1', [name])
      if (rowCount === 0) return
    }
  } finally {
    await client.end()
  }
}

async function execute(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}
