import { electricTransport } from '@docket/core/electric'
import { conformanceNote, transportConformance } from '@docket/core/testing'
import { afterAll, beforeAll, describe, test } from 'vitest'
import { startBench } from '../test/conformance-bench.ts'
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
  const suite = transportConformance(() =>
    startBench({
      server,
      databaseUrl,
      transportOf: ({ url: socketUrl, token }) =>
        electricTransport({
          url: socketUrl.replace(/^ws/, 'http'),
          token,
          intervalMs: 50,
          liveIntervalMs: 600_000,
          maxRetryDelayMs: 300,
        }),
    }),
  )
  describe('[TRN3] conformance', () => {
    for (const { title, run } of suite) test(title, run)
  })
})
