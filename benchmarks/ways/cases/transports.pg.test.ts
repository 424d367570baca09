import { createTestDatabase } from '@docket/test-support/database'
import { expect, test } from 'vitest'
import { createBench } from '../bench.ts'
import { measureTransports } from './transports.ts'

const database = await createTestDatabase()

test('a short run measures each transport', { timeout: 120_000 }, async () => {
  const bench = await createBench({ databaseUrl: database.url, redisUrl: '', rounds: 1, seconds: 0.2 })
  const rows = await measureTransports(bench)
  expect(new Set(rows.map(({ subject }) => subject))).toEqual(
    new Set([
      'hocuspocusTransport',
      'pollingTransport every 1 s',
      'yWebsocketTransport',
      'hocuspocusTransport, /v1/stream',
    ]),
  )
  // CPU time is counted in ticks of 10 ms: a short run may have none.
  expect(rows.filter(({ value, unit }) => !(value > 0) && unit !== 'µs')).toEqual([])
})
