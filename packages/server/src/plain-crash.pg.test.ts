import { createTestDatabase } from '@docket/test-support/database'
import pg from 'pg'
import { expect, onTestFinished, test, vi } from 'vitest'
import { type ChildServer, startChildServer } from '../test/child-server.ts'
import { FLEET_SECRET } from '../test/fleet.ts'
import { goodEvent } from '../test/hostile/target.ts'
import { openPlainClient, type PlainClient } from '../test/plain-client.ts'
import { createTokens } from './auth/tokens.ts'

const NAME = 'demo/tally/crash'
const KILLS = 4
const database = await createTestDatabase()
const pool = new pg.Pool({ connectionString: database.url })
const environment = { DATABASE_URL: database.url, DOCKET_AUTH_SECRET: FLEET_SECRET }

async function committed(): Promise<string[]> {
  const { rows } = await pool.query<{ event_id: string }>('select event_id from docket.audit_events order by event_id')
  return rows.map(({ event_id }) => event_id)
}

const idsIn = ({ events }: PlainClient): string[] =>
  events
    .toArray()
    .map(({ id }) => id)
    .toSorted()

test('[COM1] [YWS4] kill -9 in mid-write: what anybody has seen is committed, and what nobody has, comes again', {
  timeout: 60_000,
}, async () => {
  onTestFinished(() => pool.end())
  const { issue } = createTokens({ kind: 'secret', secret: FLEET_SECRET })
  const token = (await issue?.({ subject: 'till', tenant: 'demo', roles: ['device'], expiresInS: 600 })) ?? ''
  let server: ChildServer = await startChildServer('docket', environment)
  onTestFinished(() => server.kill())
  const writer = openPlainClient(server.port, NAME, { params: { token } })
  const watcher = openPlainClient(server.port, NAME, { params: { token } })
  const recorded: string[] = []
  const record = (): void => {
    const event = goodEvent()
    recorded.push(event.id)
    writer.events.push([event])
  }
  for (let kill = 0; kill < KILLS; kill++) {
    const seen = watcher.events.length
    const writing = setInterval(record, 0)
    // Some have come through, and others are on their way.
    await vi.waitFor(() => expect(watcher.events.length).toBeGreaterThan(seen + 20), { timeout: 30_000, interval: 1 })
    await server.kill()
    clearInterval(writing)
    const before = await committed()
    expect(idsIn(watcher).filter((id) => !before.includes(id))).toEqual([])
    // Offline.
    record()
    server = await startChildServer('docket', environment)
    for (const { provider } of [writer, watcher]) provider.serverUrl = `ws://127.0.0.1:${server.port}/y`
  }
  await vi.waitFor(() => expect(watcher.events.length).toBe(recorded.length), { timeout: 20_000 })
  expect(idsIn(watcher)).toEqual(recorded.toSorted())
  expect(await committed()).toEqual(recorded.toSorted())
  expect([writer.end(), watcher.end()]).toEqual([undefined, undefined])
  expect(writer.closes()).toBeGreaterThanOrEqual(KILLS)
})
