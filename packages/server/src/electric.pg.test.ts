import { hocuspocusTransport, type Transport, transportPerEntity } from '@docket/core'
import { electricTransport } from '@docket/core/electric'
import { conformanceNote, transportConformance } from '@docket/core/testing'
import { afterAll, beforeAll, describe, test } from 'vitest'
import { type ServerOfDevice, startBench } from '../test/conformance-bench.ts'
import { electricsUnderTest } from '../test/electric/electric-under-test.ts'
import { createServer, type DocketServer } from './create-server.ts'
import { createLogger } from './logger.ts'

const electrics = await electricsUnderTest()

describe.each(electrics)('electricTransport before $title', ({ url, secret, databaseUrl }) => {
  let server: DocketServer

  beforeAll(async () => {
    server = await createServer({
      entities: [conformanceNote],
      config: {
        port: 0,
        databaseUrl,
        redisUrl: undefined,
        auth: { kind: 'development' },
        notifications: 'electric',
        electricUrl: url,
        electricSecret: secret,
      },
      logger: createLogger('silent'),
    })
  })
  afterAll(() => server.close())

  // While Electric tells what happens, nobody is asked in the time that a test has.
  const electric = ({ url: socketUrl, token }: ServerOfDevice): Transport =>
    electricTransport({
      url: socketUrl.replace(/^ws/, 'http'),
      token,
      intervalMs: 50,
      liveIntervalMs: 600_000,
      maxRetryDelayMs: 300,
    })
  const besideWebSocket = (of: ServerOfDevice): Transport =>
    transportPerEntity({
      default: hocuspocusTransport({ url: `${of.url}/sync`, token: of.token, maxRetryDelayMs: 300 }),
      entities: { [conformanceNote.name]: electric(of) },
    })

  describe.each([
    { title: 'alone', transportOf: electric },
    { title: 'for one entity, beside a WebSocket', transportOf: besideWebSocket },
  ])('[TRN3] conformance, $title', ({ transportOf }) => {
    const suite = transportConformance(() => startBench({ server, databaseUrl, transportOf }))
    for (const { title, run } of suite) test(title, run)
  })
})
