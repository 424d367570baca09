import {
  automaticTransport,
  hocuspocusTransport,
  pollingTransport,
  sharedTransport,
  type Transport,
  transportPerEntity,
  yWebsocketTransport,
} from '@docket/core'
import { conformanceNote, transportConformance } from '@docket/core/testing'
import { createTestDatabase } from '@docket/test-support/database'
import { afterAll, beforeAll, describe, test } from 'vitest'
import { type ServerOfDevice, startBench } from '../test/conformance-bench.ts'
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

const hocuspocus = ({ url, token }: ServerOfDevice): Transport =>
  hocuspocusTransport({ url: `${url}/sync`, token, maxRetryDelayMs: 300 })

const httpOf = (url: string): string => url.replace(/^ws/, 'http')

const polling = ({ url, token }: ServerOfDevice): Transport =>
  pollingTransport({ url: `${httpOf(url)}/v1/sync`, token, intervalMs: 50, maxRetryDelayMs: 300 })

const perEntity = (others: Transport, ofNotes: Transport): Transport =>
  transportPerEntity({ default: others, entities: { [conformanceNote.name]: ofNotes } })

const transports = [
  { title: 'hocuspocusTransport', ledger: true, transportOf: hocuspocus },
  {
    title: 'sharedTransport',
    ledger: true,
    transportOf: (of: ServerOfDevice) => sharedTransport(hocuspocus(of), { name: of.name }),
  },
  { title: 'pollingTransport', ledger: true, transportOf: polling },
  {
    title: 'automaticTransport',
    ledger: true,
    transportOf: ({ url, token }: ServerOfDevice) =>
      automaticTransport({ url: httpOf(url), token, intervalMs: 50, maxRetryDelayMs: 300 }),
  },
  {
    title: 'transportPerEntity, by HTTP beside a WebSocket',
    ledger: true,
    transportOf: (of: ServerOfDevice) => perEntity(hocuspocus(of), polling(of)),
  },
  {
    title: 'transportPerEntity, by WebSocket beside HTTP',
    ledger: true,
    transportOf: (of: ServerOfDevice) => perEntity(polling(of), hocuspocus(of)),
  },
  {
    title: 'sharedTransport of transportPerEntity',
    ledger: true,
    transportOf: (of: ServerOfDevice) => sharedTransport(perEntity(hocuspocus(of), polling(of)), { name: of.name }),
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
  const databaseUrl = database.url
  const suite = transportConformance(() => startBench({ server, databaseUrl, transportOf }), { ledger })
  for (const { title, run } of suite) test(title, run)
})
