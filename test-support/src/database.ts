import { randomUUID } from 'node:crypto'
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

/** An empty database of its own for a test file. Call it at the top of the file or of a `describe`. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const serverUrl = inject('postgresUrl')
  const name = `test_${randomUUID().replaceAll('-', '')}`
  await execute(serverUrl, `CREATE DATABASE ${name}`)
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  const drop = (): Promise<void> => execute(serverUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
  afterAll(drop)
  return { url: url.href, drop }
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
