// Events a second by POST /v1/events/batch: batches of 500, 20 events for each of 25 documents, with so many in flight.
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbeddedPostgres } from '@docket/server'
import { SignJWT } from 'jose'
import { type Row, report } from '../lib/report.ts'
import { median } from '../lib/stats.ts'
import { type Subject, startSubject } from '../server/subject.ts'
import { type Batches, makeBatches, type Sent, sendBatches } from './batches.ts'

const ROUNDS = 3
const SECONDS = 5
const TARGET = 15_000

const CASES = {
  'new documents, 1 in flight': { inFlight: 1, batchesOfDocument: 1 },
  'new documents, 2 in flight': { inFlight: 2, batchesOfDocument: 1 },
  'new documents, 4 in flight': { inFlight: 4, batchesOfDocument: 1 },
  'ten batches a document, 4 in flight': { inFlight: 4, batchesOfDocument: 10 },
  'new documents, 4 in flight, each event with a key': { inFlight: 4, batchesOfDocument: 1, hasKeys: true },
} as const

interface Measured extends Sent {
  readonly cpuMicroseconds: number
}

const secret = randomBytes(32).toString('hex')
const token = await new SignJWT({ tenant: 'demo', roles: ['device'] })
  .setProtectedHeader({ alg: 'HS256' })
  .setSubject('bench')
  .setExpirationTime('1h')
  .sign(new TextEncoder().encode(secret))
const folder = await mkdtemp(join(tmpdir(), 'docket-bench-'))
const postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'postgres') })
const measured = new Map<string, Measured[]>()

// The first round warms up.
for (let round = 0; round <= ROUNDS; round++) {
  const subject = await startSubject('docket', { DATABASE_URL: postgres.url, DOCKET_AUTH_SECRET: secret })
  for (const [name, options] of Object.entries(CASES)) {
    const result = await measure(subject, options)
    if (round > 0) measured.set(name, [...(measured.get(name) ?? []), result])
  }
  await subject.stop()
}
await postgres.stop()
await rm(folder, { recursive: true, force: true })
await report('http', rows())

async function measure(subject: Subject, batches: Omit<Batches, 'seconds'>): Promise<Measured> {
  const bodies = makeBatches({ ...batches, seconds: SECONDS })
  const cpuBefore = subject.cpuSeconds()
  const sent = await sendBatches(new URL(subject.url).host, token, bodies, SECONDS)
  return { ...sent, cpuMicroseconds: ((subject.cpuSeconds() - cpuBefore) / sent.events) * 1e6 }
}

function rows(): Row[] {
  return [...measured].flatMap(([name, results]) => {
    const figure = (key: keyof Measured) => median(results.map((result) => result[key]))
    const rate = figure('eventsPerSecond')
    const at = { case: name, subject: 'docket' }
    const target = name === 'new documents, 4 in flight' && { target: `≥ ${TARGET}`, holds: rate >= TARGET }
    return [
      { ...at, metric: 'events/s', value: rate, unit: '1/s', ...target },
      { ...at, metric: 'answered p50', value: figure('p50Ms'), unit: 'ms' },
      { ...at, metric: 'answered p99', value: figure('p99Ms'), unit: 'ms' },
      { ...at, metric: 'server CPU an event', value: figure('cpuMicroseconds'), unit: 'µs' },
    ]
  })
}
