import { createTestDatabase } from '@docket/test-support/database'
import { freePort } from '@docket/test-support/free-port'
import { expect, test } from 'vitest'
import { isUnreachable } from './database-unreachable.ts'
import { createPool, ping } from './pool.ts'

const { url } = await createTestDatabase()

test('says where the database is that does not answer, and never the password', async () => {
  const port = await freePort()
  const cases = [
    [`postgres://ann:sesame@127.0.0.1:${port}/shop`, `127.0.0.1:${port}, database "shop"`, 'Start Postgres'],
    [
      'postgres://ann:sesame@no-such-host.invalid/shop',
      'no-such-host.invalid:5432, database "shop"',
      'Correct the host',
    ],
    [changed({ username: 'nobody_here', password: 'sesame' }), 'database "test_', 'orrect user and password'],
    [changed({ pathname: '/no_such_database' }), 'database "no_such_database"', 'Create that database'],
    ['postgres://ann:sesame@127.0.0.1:port/shop', 'DATABASE_URL is not', 'See whether'],
  ] as const
  for (const [wrong, ...parts] of cases) {
    const error: unknown = await createPool(wrong).catch((failure: unknown) => failure)
    expect(error, wrong).toMatchObject({ code: 'database_unreachable' })
    for (const part of parts) expect(String(error)).toContain(part)
    expect(String(error) + JSON.stringify(error)).not.toContain('sesame')
  }
})

test('a connection that Postgres ends leaves the process alive, and the next query succeeds', async () => {
  const broken: Error[] = []
  const pool = await createPool(url, { onError: (error) => broken.push(error) })
  const other = await createPool(url)
  await other.query(`
    select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`)
  await expect.poll(() => broken.length).toBe(1)
  expect(isUnreachable(broken[0])).toBe(true)
  await ping(pool)
  await Promise.all([pool.end(), other.end()])
})

test('a refused statement is not an unreachable database', async () => {
  const pool = await createPool(url)
  const error: unknown = await pool.query('select 1 / 0').catch((failure: unknown) => failure)
  expect(isUnreachable(error)).toBe(false)
  await pool.end()
})

function changed(parts: Partial<Pick<URL, 'username' | 'password' | 'pathname'>>): string {
  return Object.assign(new URL(url), parts).href
}
