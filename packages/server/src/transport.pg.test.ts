import {
  automaticTransport,
  hocuspocusTransport,
  pollingTransport,
  sharedTransport,
  type Transport,
} from '@docket/core'
import { type ConformanceClient, conformanceNote, transportConformance } from '@docket/core/testing'
import { createCuttableNetwork } from '@docket/test-support/cuttable-network'
import { createTestDatabase } from '@docket/test-support/database'
import pg from 'pg'
import { afterAll, beforeAll, describe, test } from 'vitest'
import { createServer, type DocketServer } from './create-server.ts'
import { createLogger } from './logger.ts'

const database = await createTestDatabase()
let server: DocketServer
let benches = 0

beforeAll(async () => {
  server = await createServer({
    entities: [conformanceNote],
    config: { port: 0, databaseUrl: database.url, redisUrl: undefined, auth: { kind: 'development' } },
    logger: createLogger('silent'),
  })
})
afterAll(() => server.close())

/** How a device gets to the server. */
interface Way {
  readonly host: string
  readonly token: () => Promise<string>
  readonly name: string
}

async function client(
  tenant: string,
  device: string,
  connect: (way: Way) => Transport,
): Promise<ConformanceClient & { stop(): Promise<void> }> {
  const network = await createCuttableNetwork(server.port)
  const token = async (): Promise<string> => {
    const response = await fetch(`${server.url}/v1/dev/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ tenant, sub: device, roles: ['device'] }),
    })
    return ((await response.json()) as { token: string }).token
  }
  return {
    transport: connect({ host: `127.0.0.1:${network.port}`, token, name: `${tenant}-${device}` }),
    user: `user-of-${device}`,
    device,
    cut: () => network.cut(),
    restore: () => network.restore(),
    stop: () => network.close(),
  }
}

/** A lock on the ledger lets nobody write until it is given back. */
function holdingCommits() {
  const holder = new pg.Client({ connectionString: database.url })
  let isHeld = false
  return {
    async holdCommits() {
      await holder.connect()
      await holder.query('begin; lock table docket.audit_events in exclusive mode')
      isHeld = true
    },
    async releaseCommits() {
      if (isHeld) await holder.end()
      isHeld = false
    },
  }
}

const hocuspocus = ({ host, token }: Way): Transport =>
  hocuspocusTransport({ url: `ws://${host}/sync`, token, maxRetryDelayMs: 300 })

const transports = [
  { title: 'hocuspocusTransport', connect: hocuspocus },
  { title: 'sharedTransport', connect: (way: Way) => sharedTransport(hocuspocus(way), { name: way.name }) },
  {
    title: 'pollingTransport',
    connect: ({ host, token }: Way) =>
      pollingTransport({ url: `http://${host}/v1/sync`, token, intervalMs: 50, maxRetryDelayMs: 300 }),
  },
  {
    title: 'automaticTransport',
    connect: ({ host, token }: Way) =>
      automaticTransport({ url: `http://${host}`, token, intervalMs: 50, maxRetryDelayMs: 300 }),
  },
]

describe.each(transports)('[TRN1] $title', ({ connect }) => {
  const suite = transportConformance(async () => {
    const tenant = `bench-${++benches}`
    const [left, right] = await Promise.all([client(tenant, 'left', connect), client(tenant, 'right', connect)])
    return {
      tenant,
      left,
      right,
      ...holdingCommits(),
      async stop() {
        await Promise.all([left.stop(), right.stop()])
      },
    }
  })
  for (const { title, run } of suite) test(title, run)
})
