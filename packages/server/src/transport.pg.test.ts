import {
  automaticTransport,
  hocuspocusTransport,
  pollingTransport,
  sharedTransport,
  type Transport,
} from '@docket/core'
import { conformanceNote, transportConformance } from '@docket/core/testing'
import { createTestDatabase } from '@docket/test-support/database'
import { afterAll, beforeAll, describe, test } from 'vitest'
import { startBench, type Way } from '../test/conformance-bench.ts'
import { createServer, type DocketServer } from './create-server.ts'
import { createLogger } from './logger.ts'

const database = await createTestDatabase()
let server: DocketServer

beforeAll(async () => {
  server = await createServer({
    entities: [conformanceNote],
    config: { port: 0, databaseUrl: database.url, redisUrl: undefined, auth: { kind: 'development' } },
    logger: createLogger('silent'),
  })
})
afterAll(() => server.close())

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
  const suite = transportConformance(() => startBench({ server, databaseUrl: database.url, connect }))
  for (const { title, run } of suite) test(title, run)
})
