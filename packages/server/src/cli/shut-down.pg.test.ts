import { createTestDatabase } from '@docket/test-support/database'
import pg from 'pg'
import { afterAll, expect, onTestFinished, test, vi } from 'vitest'
import { type CliServer, startCliServer } from '../../test/cli-server.ts'
import { FLEET_SECRET, type Fleet, type FleetPlan, startFleet } from '../../test/fleet.ts'
import { readLedger } from '../../test/ledger.ts'
import { RawSocket } from '../../test/raw-socket.ts'
import { waitUntil } from '../../test/wait-until.ts'

const database = await createTestDatabase()
const pool = new pg.Pool({ connectionString: database.url })
afterAll(() => pool.end())

async function setUp(plan: FleetPlan): Promise<{ server: CliServer; fleet: Fleet }> {
  const server = await startCliServer({ DATABASE_URL: database.url, DOCKET_AUTH_SECRET: FLEET_SECRET })
  onTestFinished(() => server.signal('SIGKILL'))
  const fleet = await startFleet(() => server.port, plan)
  onTestFinished(() => fleet.stop())
  await waitUntil('every document is open', () => fleet.isOpen)
  return { server, fleet }
}

const goodbyes = ({ devices }: Fleet): unknown[] => devices.map(({ closures }) => closures[0]?.code)

test('[COM1] SIGTERM under load: what is acknowledged is in Postgres, sockets are told to connect elsewhere', async () => {
  const { server, fleet } = await setUp({ devices: 12, events: 100_000, window: 20 })
  await waitUntil('many events are acknowledged', () => fleet.claims.acknowledged > 500)
  server.signal('SIGTERM')
  expect(await server.ended).toBe(0)
  await vi.waitFor(() => expect(goodbyes(fleet)).toEqual(Array(12).fill(1001)))
  const acknowledged = fleet.claims.snapshot().get('acknowledged') ?? new Set()
  const ids = (await readLedger(pool)).map(({ event }) => event.id)
  expect(acknowledged.difference(new Set(ids))).toEqual(new Set())
  expect(new Set(ids).size).toBe(ids.length)
  expect(server.output()).not.toMatch(/"level":50|Error/)
})

test('[COM1] SIGTERM while Postgres is busy: not ready, takes nothing new, and commits what it has taken', async () => {
  const { server, fleet } = await setUp({ devices: 3, events: 5, window: 0 })
  const holder = new pg.Client({ connectionString: database.url })
  await holder.connect()
  await holder.query('begin; lock table docket.audit_events in exclusive mode')
  for (const document of fleet.documents) document.flood()
  await waitUntil('all events wait in the server', async () => {
    const metrics = await (await fetch(`${server.url}/metrics`)).text()
    return metrics.includes('\ndocket_commit_queue_updates 15\n')
  })
  server.signal('SIGTERM')
  await vi.waitFor(async () => {
    const response = await fetch(`${server.url}/readyz`)
    expect([response.status, await response.json()]).toMatchObject([503, { code: 'shutting_down' }])
  })
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200)
  expect(await new RawSocket(server.port).opened()).toBe(false)
  expect(fleet.claims.acknowledged).toBe(0)
  await holder.end()
  expect(await server.ended).toBe(0)
  await vi.waitFor(() => expect(goodbyes(fleet)).toEqual([1001, 1001, 1001]))
  expect(fleet.claims.acknowledged).toBe(15)
  const ids = (await readLedger(pool)).map(({ event }) => event.id)
  expect(ids.filter((id) => fleet.claims.recorded.has(id)).sort()).toEqual([...fleet.claims.recorded.keys()].sort())
})
