import {
  automaticTransport,
  hocuspocusTransport,
  pollingTransport,
  sharedTransport,
  type Transport,
  yWebsocketTransport,
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

/** What a device knows of the server. */
interface ServerOfDevice {
  readonly url: string
  readonly token: () => Promise<string>
  /** Of the device. */
  readonly name: string
}

async function client(
  tenant: string,
  device: string,
  transportOf: (server: ServerOfDevice) => Transport,
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
  const url = `ws://127.0.0.1:${network.port}`
  return {
    transport: transportOf({ url, token, name: `${tenant}-${device}` }),
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

const hocuspocus = ({ url, token }: ServerOfDevice): Transport =>
  hocuspocusTransport({ url: `${url}/sync`, token, maxRetryDelayMs: 300 })

const httpOf = (url: string): string => url.replace(/^ws/, 'http')

const transports = [
  { title: 'hocuspocusTransport', ledger: true, transportOf: hocuspocus },
  {
    title: 'sharedTransport',
    ledger: true,
    transportOf: (of: ServerOfDevice) => sharedTransport(hocuspocus(of), { name: of.name }),
  },
  {
    title: 'pollingTransport',
    ledger: true,
    transportOf: ({ url, token }: ServerOfDevice) =>
      pollingTransport({ url: `${httpOf(url)}/v1/sync`, token, intervalMs: 50, maxRetryDelayMs: 300 }),
  },
  {
    title: 'automaticTransport',
    ledger: true,
    transportOf: ({ url, token }: ServerOfDevice) =>
      automaticTransport({ url: httpOf(url), token, intervalMs: 50, maxRetryDelayMs: 300 }),
  },
  {
    title: 'yWebsocketTransport',
    ledger: false,
    transportOf: ({ url, token }: ServerOfDevice) =>
      yWebsocketTransport({
        url: `${url}/y`,
        params: async () => ({ token: await token() }),
        maxRetryDelayMs: 300,
      }),
  },
]

describe.each(transports)('[TRN3] $title', ({ transportOf, ledger }) => {
  const suite = transportConformance(
    async () => {
      const tenant = `bench-${++benches}`
      const [left, right] = await Promise.all([
        client(tenant, 'left', transportOf),
        client(tenant, 'right', transportOf),
      ])
      return {
        tenant,
        left,
        right,
        ...holdingCommits(),
        async stop() {
          await Promise.all([left.stop(), right.stop()])
        },
      }
    },
    { ledger },
  )
  for (const { title, run } of suite) test(title, run)
})
