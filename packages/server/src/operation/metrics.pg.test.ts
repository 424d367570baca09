import { createTestDatabase } from '@docket/test-support/database'
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import * as Y from 'yjs'
import { FLEET_SECRET, startFleet } from '../../test/fleet.ts'
import { RawSocket } from '../../test/raw-socket.ts'
import { seriesValue } from '../../test/scrape.ts'
import { tally } from '../../test/tally.ts'
import { waitUntil } from '../../test/wait-until.ts'
import { authFrame, type Heard, updateFrame } from '../../test/wire.ts'
import { createTokens } from '../auth/tokens.ts'
import { createServer, type DocketServer } from '../create-server.ts'
import { createLogger } from '../logger.ts'

const databases = [await createTestDatabase(), await createTestDatabase()]
let servers: DocketServer[] = []

beforeAll(async () => {
  servers = await Promise.all(
    databases.map(({ url }) =>
      createServer({
        entities: [tally],
        config: { port: 0, databaseUrl: url, redisUrl: undefined, auth: { kind: 'secret', secret: FLEET_SECRET } },
        logger: createLogger('silent'),
      }),
    ),
  )
})
afterAll(async () => {
  await Promise.all(servers.map((server) => server.close()))
})

async function metricsOf(index: number): Promise<string> {
  const response = await fetch(`${servers[index]?.url}/metrics`)
  expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/)
  return response.text()
}

async function breakProtocol(port: number): Promise<void> {
  const { issue } = createTokens({ kind: 'secret', secret: FLEET_SECRET })
  const socket = new RawSocket(port)
  await socket.opened()
  const heard: Heard[] = []
  socket.onHeard = (_, message) => heard.push(message)
  const name = 'fleet/tally/t0'
  socket.send(authFrame(name, (await issue?.({ subject: 'ann', tenant: 'fleet', expiresInS: 60 })) ?? ''))
  await waitUntil('the document is open', () => heard.some(({ kind }) => kind === 'stateless'))
  const doc = new Y.Doc()
  doc.getMap('secret_root').set('a', 1)
  socket.send(updateFrame(name, Y.encodeStateAsUpdate(doc)))
  await waitUntil('it is refused', () => heard.some(({ kind }) => kind === 'acknowledged'))
  socket.terminate()
}

test('[TEN1] the metrics of a server are its own, and show codes but nobody’s names', async () => {
  const port = servers[0]?.port ?? 0
  const fleet = await startFleet(() => port, { devices: 3, events: 40, window: 5, badPayloads: 2 })
  onTestFinished(() => fleet.stop())
  await waitUntil('everything is acknowledged', () => fleet.documents.every(({ isDone }) => isDone))
  await breakProtocol(port)
  const busy = await metricsOf(0)
  const value = (series: string): number => seriesValue(busy, series)
  const rejected = value('docket_events_rejected_total{code="payload_invalid"}')
  expect(rejected).toBeGreaterThan(0)
  expect(value('docket_events_accepted_total') + rejected).toBe(120)
  expect(value('docket_breaches_total{code="root_unknown"}')).toBe(1)
  expect(value('docket_commit_duration_seconds_count')).toBe(value('docket_commit_group_commits_sum'))
  expect(value('docket_commit_group_events_sum')).toBe(120)
  expect(value('docket_commit_group_duration_seconds_count')).toBe(value('docket_commit_group_commits_count'))
  expect(value('docket_commit_queue_updates')).toBe(0)
  expect(value('docket_commit_queue_bytes')).toBe(0)
  expect(value('docket_open_documents')).toBe(3)
  expect(value('docket_open_connections')).toBeGreaterThanOrEqual(3)
  expect(value('docket_open_sockets')).toBeGreaterThanOrEqual(3)
  expect(value('docket_commit_retries_total')).toBe(0)
  expect(value('process_resident_memory_bytes')).toBeGreaterThan(1_000_000)
  expect(busy).not.toMatch(/fleet|tally|ann|secret_root/)

  const idle = await metricsOf(1)
  expect(seriesValue(idle, 'docket_events_accepted_total')).toBe(0)
  expect(seriesValue(idle, 'docket_open_sockets')).toBe(0)
  await fleet.stop()
  await vi.waitFor(async () => expect(seriesValue(await metricsOf(0), 'docket_open_documents')).toBe(0))
})
