// The ways between a device and the ledger: transports, how servers hear of each other, two servers beside one, and readers
// of the stream. Servers are processes of their own, clients others; they take turns.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbeddedPostgres } from '@docket/server'
import { startTestRedis } from '@docket/test-support/redis'
import { report } from '../lib/report.ts'
import { measureWays } from './measure-ways.ts'

const ROUNDS = 3
const SECONDS = 1.5

const folder = await mkdtemp(join(tmpdir(), 'docket-bench-'))
const postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'postgres') })
const redis = await startTestRedis()
try {
  const options = { databaseUrl: postgres.url, redisUrl: redis.url, rounds: ROUNDS, seconds: SECONDS }
  await report('ways', await measureWays(options, (name) => console.log(name)))
} finally {
  await Promise.all([redis.stop(), postgres.stop()])
  await rm(folder, { recursive: true, force: true })
}
