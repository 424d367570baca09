// Events a second by POST /v1/events/batch: batches of 500, 20 events for each of 25 documents, with so many in flight.
import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { nextEventId } from '@docket/core'
import { startEmbeddedPostgres } from '@docket/server'
import { SignJWT } from 'jose'
import { type Row, report } from '../lib/report.ts'
import { median, percentile } from '../lib/stats.ts'
import { type Subject, startSubject } from '../server/subject.ts'

const ROUNDS = 3
const SECONDS = 5
const EVENTS = 500
const DOCUMENTS = 25
const TARGET = 15_000

const CASES = {
  'new documents, 1 in flight': { inFlight: 1, batchesOfDocument: 1 },
  'new documents, 2 in flight': { inFlight: 2, batchesOfDocument: 1 },
  'new documents, 4 in flight': { inFlight: 4, batchesOfDocument: 1 },
  'ten batches a document, 4 in flight': { inFlight: 4, batchesOfDocument: 10 },
  'new documents, 4 in flight, each event with a key': { inFlight: 4, batchesOfDocument: 1, hasKeys: true },
} as const

interface Measured {
  readonly eventsPerSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
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

async function measure(
  subject: Subject,
  options: { readonly inFlight: number; readonly batchesOfDocument: number; readonly hasKeys?: boolean },
): Promise<Measured> {
  const url = `${subject.url.replace('ws:', 'http:').replace('/sync', '')}/v1/events/batch`
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const times: number[] = []
  // What is sent is made before, so that only the server is measured.
  const bodies = Array.from({ length: options.inFlight }, () => batches(options))
  const cpuBefore = subject.cpuSeconds()
  const startedMs = performance.now()
  const untilMs = startedMs + SECONDS * 1000
  await Promise.all(
    bodies.map(async (own) => {
      for (const body of own) {
        const sentMs = performance.now()
        if (sentMs > untilMs) return
        const response = await fetch(url, { method: 'POST', headers, body })
        const answer = (await response.json()) as { accepted?: readonly string[] }
        if (answer.accepted?.length !== EVENTS) throw new Error(`${response.status}: ${JSON.stringify(answer)}`)
        times.push(performance.now() - sentMs)
      }
      throw new Error('The server is faster than what was made for it')
    }),
  )
  const events = times.length * EVENTS
  return {
    eventsPerSecond: events / ((performance.now() - startedMs) / 1000),
    p50Ms: median(times),
    p99Ms: percentile(times, 99),
    cpuMicroseconds: ((subject.cpuSeconds() - cpuBefore) / events) * 1e6,
  }
}

function batches({
  inFlight,
  batchesOfDocument,
  hasKeys = false,
}: {
  inFlight: number
  batchesOfDocument: number
  hasKeys?: boolean
}): string[] {
  let newest: string | undefined
  let run = ''
  return Array.from({ length: (SECONDS * 120) / inFlight }, (_, batch) => {
    if (batch % batchesOfDocument === 0) run = randomUUID().slice(0, 13)
    const events = Array.from({ length: EVENTS }, (_, n) => {
      newest = nextEventId(newest, Date.now())
      return {
        id: newest,
        event_type: 'counter.added',
        entity_type: 'counter',
        entity_id: `${run}-${n % DOCUMENTS}`,
        payload: { n },
        timestamp: '2026-11-22T18:00:00.000Z',
        user_id: 'ann',
        ...(hasKeys && { idempotency_key: `${run} ${n}` }),
      }
    })
    return JSON.stringify({ events })
  })
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
