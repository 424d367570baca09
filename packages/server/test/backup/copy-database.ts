import pg from 'pg'
import { inject, onTestFinished } from 'vitest'
import { waitUntil } from '../wait-until.ts'

/** A database that is what this one is now; nobody may be connected to it. Dropped when the test ends. */
export async function copyDatabase(url: string): Promise<string> {
  const copy = new URL(url)
  const name = copy.pathname.slice(1)
  copy.pathname = `/${name}_copy`
  await execute(`create database ${name}_copy template ${name}`)
  onTestFinished(() => execute(`drop database if exists ${name}_copy with (force)`))
  return copy.href
}

async function execute(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: inject('postgresUrl') })
  await client.connect()
  try {
    // Connections of a pool that was just ended are still closing.
    let error: unknown
    await waitUntil(
      () => `${sql}: ${error}`,
      async () => {
        const failed = await client.query(sql).catch((reason: unknown) => ({ reason }))
        error = 'reason' in failed ? failed.reason : undefined
        return error === undefined
      },
    )
  } finally {
    await client.end()
  }
}
