import { once } from 'node:events'
import { type AddressInfo, createServer as createTcpServer } from 'node:net'
import { defineEntity } from '@docket/core'
import { createTestDatabase } from '@docket/test-support/database'
import { freePort } from '@docket/test-support/free-port'
import pg from 'pg'
import { expect, onTestFinished, test, vi } from 'vitest'
import type { Config } from './config.ts'
import { createServer } from './create-server.ts'
import { createLogger } from './logger.ts'

const database = await createTestDatabase()
const thing = defineEntity('thing', { initial: {}, events: {} })
const logger = createLogger('silent')

function config(settings: Partial<Config> = {}): Config {
  return { port: 0, databaseUrl: database.url, redisUrl: undefined, auth: { kind: 'development' }, ...settings }
}

test('a port in use: says so, and leaves nothing open', async () => {
  const other = createTcpServer().listen(0)
  onTestFinished(() => void other.close())
  await once(other, 'listening')
  const { port } = other.address() as AddressInfo
  await expect(createServer({ entities: [thing], config: config({ port }), logger })).rejects.toMatchObject({
    code: 'port_in_use',
    message: expect.stringContaining(String(port)) as string,
  })
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  onTestFinished(() => client.end())
  await vi.waitFor(async () => {
    const { rows } = await client.query(
      `select 1 from pg_stat_activity where application_name = 'docket' and datname = current_database()`,
    )
    expect(rows).toHaveLength(0)
  })
})

test('a database that is not there: says where it looked, without the password', async () => {
  const databaseUrl = `postgres://someone:secret-password@127.0.0.1:${await freePort()}/nowhere`
  const failure = await createServer({ entities: [thing], config: config({ databaseUrl }), logger }).catch(
    (error: Error) => error,
  )
  expect(failure).toMatchObject({
    code: 'database_unreachable',
    message: expect.stringContaining('127.0.0.1') as string,
  })
  expect(String(failure)).not.toContain('secret-password')
})

test('two entities of one name', async () => {
  await expect(createServer({ entities: [thing, thing], config: config(), logger })).rejects.toMatchObject({
    code: 'entity_duplicate',
  })
})

test('it closes while clients are connected, and starts again on the same database', async () => {
  const first = await createServer({ entities: [thing], config: config(), logger })
  const socket = new WebSocket(`${first.url.replace('http', 'ws')}/sync`)
  await once(socket, 'open')
  const closed = once(socket, 'close') as Promise<[CloseEvent]>
  await first.close()
  // 1001, going away: clients connect again.
  expect((await closed)[0].code).toBe(1001)
  const second = await createServer({ entities: [thing], config: config(), logger })
  expect((await fetch(`${second.url}/readyz`)).status).toBe(200)
  await second.close()
})
