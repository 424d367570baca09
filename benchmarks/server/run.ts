// Updates a second, acknowledgement and propagation: Docket with everything on beside stock Hocuspocus. Each subject is a
// process of its own, the load generator another one; they take turns.
import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbeddedPostgres } from '@docket/server'
import { SignJWT } from 'jose'
import { type Row, report } from '../lib/report.ts'
import { median } from '../lib/stats.ts'
import { type CommitTimes, medianCommitMs, readCommitTimes } from './commit-times.ts'
import { measureGrowth } from './growth.ts'
import type { Load, LoadResult } from './load.ts'
import { runLoad, type Subject, startSubject } from './subject.ts'

const SUBJECTS = ['stock', 'stock-database', 'naive', 'docket'] as const
const ROUNDS = 3
const SECONDS = 10 / ROUNDS
const WINDOW = 8
const TENANT = 'demo'

const LOADS = {
  '50 clients, own documents, full speed': { clients: 50, documents: 'own' },
  '50 clients on 10 documents, full speed': { clients: 50, documents: 10 },
  '50 clients, own documents, 1,000/s': { clients: 50, documents: 'own', rate: 1000 },
} as const satisfies Record<string, Pick<Load, 'clients' | 'documents' | 'rate'>>

type SubjectName = (typeof SUBJECTS)[number]
type LoadName = keyof typeof LOADS

const METRICS = {
  updatesPerSecond: { metric: 'updates/s', unit: '1/s' },
  ackP50Ms: { metric: 'acknowledged p50', unit: 'ms' },
  ackP99Ms: { metric: 'acknowledged p99', unit: 'ms' },
  propagationP50Ms: { metric: 'seen by another p50', unit: 'ms' },
  propagationP99Ms: { metric: 'seen by another p99', unit: 'ms' },
  cpuMicroseconds: { metric: 'server CPU an update', unit: 'µs' },
} as const

type Measured = Record<keyof typeof METRICS, number>

/** At the fixed rate: how long Docket's own commits took, which is what a commit costs on this machine. */
const commitMs: number[] = []

const secret = randomBytes(32).toString('hex')
const token = await tokenOf(TENANT)

const folder = await mkdtemp(join(tmpdir(), 'docket-bench-'))
const postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'postgres') })
const measured = new Map<string, Measured[]>()
const memory = new Map<SubjectName, number[]>()

// The first round warms up the machine and the database, not the servers: those start anew for each of their turns.
for (let round = 0; round <= ROUNDS; round++) {
  for (const name of SUBJECTS) {
    const subject = await startSubject(name, { DATABASE_URL: postgres.url, DOCKET_AUTH_SECRET: secret })
    for (const load of Object.keys(LOADS) as LoadName[]) {
      const result = await measure(subject, load)
      if (round > 0) append(measured, `${load}/${name}`, result)
    }
    if (round > 0) append(memory, name, subject.peakMemoryMiB())
    await subject.stop()
  }
}
const growth = await measureGrowth({ DATABASE_URL: postgres.url, DOCKET_AUTH_SECRET: secret }, (tenants) =>
  Promise.all(Array.from({ length: tenants }, async (_, n) => ({ tenant: `t${n}`, token: await tokenOf(`t${n}`) }))),
)
await postgres.stop()
await rm(folder, { recursive: true, force: true })
await report('server', [...loadRows(), commitRow(), ...memoryRows(), ...growth])

function tokenOf(tenant: string): Promise<string> {
  return new SignJWT({ tenant, roles: ['device'] })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject('bench')
    .setExpirationTime('1h')
    .sign(new TextEncoder().encode(secret))
}

async function measure(subject: Subject, load: LoadName): Promise<Measured> {
  const whole: Load = {
    ...LOADS[load],
    url: subject.url,
    tenants: [{ tenant: TENANT, token }],
    run: randomUUID().slice(0, 8),
    seconds: SECONDS,
    window: WINDOW,
  }
  const timesBefore = await commitTimesOf(subject)
  let cpuBefore = 0
  const result: LoadResult = await runLoad(whole, () => {
    cpuBefore = subject.cpuSeconds()
  })
  if ('rate' in LOADS[load] && subject.name === 'docket') {
    commitMs.push(medianCommitMs(timesBefore, await commitTimesOf(subject)))
  }
  return { ...result, cpuMicroseconds: ((subject.cpuSeconds() - cpuBefore) / result.acknowledged) * 1e6 }
}

async function commitTimesOf({ name, url }: Subject): Promise<CommitTimes> {
  return name === 'docket' ? readCommitTimes(url) : new Map()
}

/** A commit cannot be free: what an update waits for is the rest of the commit before it, half on average, and its own. */
function commitRow(): Row {
  const load = Object.keys(LOADS).find((name) => 'rate' in LOADS[name as LoadName]) ?? ''
  return { case: load, subject: 'docket', metric: 'commit p50', value: median(commitMs), unit: 'ms' }
}

function loadRows(): Row[] {
  return (Object.keys(LOADS) as LoadName[]).flatMap((load) =>
    SUBJECTS.flatMap((subject) =>
      (Object.keys(METRICS) as (keyof Measured)[]).map((key) => {
        const value = figureOf(load, subject, key)
        const ratio_to = value / figureOf(load, 'stock', key)
        return { case: load, subject, ...METRICS[key], value, ratio_to, ...targetOf(load, subject, key, value) }
      }),
    ),
  )
}

/** Ours against stock without storage. */
function targetOf(
  load: LoadName,
  subject: SubjectName,
  key: keyof Measured,
  value: number,
): Pick<Row, 'target' | 'holds'> {
  if (subject !== 'docket') return {}
  const stock = figureOf(load, 'stock', key)
  if ('rate' in LOADS[load]) {
    if (key !== 'propagationP50Ms') return {}
    return { target: '≤ stock + 1.5 × commit p50', holds: value <= stock + 1.5 * median(commitMs) }
  }
  if (key === 'updatesPerSecond') return { target: '≥ 1.0 × stock', holds: value >= stock }
  if (key === 'ackP99Ms') return { target: '≤ 1.0 × stock', holds: value <= stock }
  return {}
}

function memoryRows(): Row[] {
  const stock = median(memory.get('stock') ?? [])
  return SUBJECTS.map((subject) => {
    const value = median(memory.get(subject) ?? [])
    const row = { case: 'all loads', subject, metric: 'peak memory', value, unit: 'MiB', ratio_to: value / stock }
    return subject === 'docket' ? { ...row, target: '≤ 1.5 × stock', holds: value <= 1.5 * stock } : row
  })
}

function figureOf(load: LoadName, subject: SubjectName, key: keyof Measured): number {
  return median((measured.get(`${load}/${subject}`) ?? []).map((result) => result[key]))
}

function append<Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void {
  map.set(key, [...(map.get(key) ?? []), value])
}
