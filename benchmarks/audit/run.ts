// What the chain costs the commit pipeline, and how fast a million events are exported and verified. Each is done by the
// command line in a process of its own; an export is compared with Postgres' own COPY of the same rows.
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startEmbeddedPostgres } from '@docket/server'
import { SignJWT } from 'jose'
import pg from 'pg'
import { type Row, report } from '../lib/report.ts'
import { median } from '../lib/stats.ts'
import { measureChainCost } from './chain-cost.ts'
import { seedLedger } from './seed-ledger.ts'
import { type Took, watchProcess } from './watch-process.ts'

const EVENTS = Number(process.argv[2] ?? 1_000_000)
const EXPLAINED = EVENTS / 10
const ROUNDS = 2
const TENANT = 'demo'
/** With a tenth of the events, whose states are explained. */
const SMALL = 'small'
const OF_ALL = ['COPY … TO a file', 'export', 'verify']
const PERIOD = ['--from', '2020-01-01T00:00:00Z', '--to', '2100-01-01T00:00:00Z']
const SOURCES = '--conditions=@docket/source'
const CLI = fileURLToPath(new URL('../../packages/server/src/cli.ts', import.meta.url))
const VERIFY_PY = fileURLToPath(new URL('../../docs/verify.py', import.meta.url))
const ORDER = fileURLToPath(new URL('../../examples/pos/src/order.ts', import.meta.url))

const folder = await mkdtemp(join(tmpdir(), 'docket-bench-'))
const postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'postgres') })
const secret = randomBytes(32).toString('hex')
const token = await new SignJWT({ tenant: TENANT, roles: ['device'] })
  .setProtectedHeader({ alg: 'HS256' })
  .setSubject('bench')
  .setExpirationTime('1h')
  .sign(new TextEncoder().encode(secret))
const environment = { DATABASE_URL: postgres.url, DOCKET_SIGNING_KEY: randomBytes(32).toString('base64') }
const docket = (...args: string[]): Promise<Took> =>
  watchProcess(process.execPath, [SOURCES, CLI, ...args], environment)

await docket('migrate')
await seedLedger(postgres.url, TENANT, EVENTS)
await seedLedger(postgres.url, SMALL, EXPLAINED)
const bundle = join(folder, 'period.zip')
const explained = join(folder, 'explained.zip')
const took = new Map<string, Took[]>()
for (let round = 0; round < ROUNDS; round++) {
  await measure('COPY … TO a file', copy)
  await measure('export', () => exportTo(bundle, TENANT))
  await measure('verify', () => docket('audit', 'verify', bundle))
}
await measure('export with states', () => exportTo(explained, SMALL, '--entities', ORDER))
await measure('verify with states', () => docket('audit', 'verify', explained))
await measure('verify with states, verify.py', () => watchProcess('python3', [VERIFY_PY, explained]))
await measure('verify the ledger', () => docket('audit', 'verify', '--tenant', SMALL))
const chain = process.argv.includes('--without-chain') ? [] : await measureChainCost(postgres.url, secret, token)
await postgres.stop()
await rm(folder, { recursive: true, force: true })
await report('audit', [...rows(), ...chain])

function exportTo(file: string, tenant: string, ...more: string[]): Promise<Took> {
  return docket('audit', 'export', '--tenant', tenant, '--format', 'bundle', '--out', file, ...PERIOD, ...more)
}

async function copy(): Promise<Took> {
  const pool = new pg.Pool({ connectionString: postgres.url, max: 1 })
  const startMs = performance.now()
  await pool.query("copy (select * from docket.audit_events order by tenant_id, seq) to '/dev/null'")
  const seconds = (performance.now() - startMs) / 1000
  await pool.end()
  return { seconds, cpuSeconds: Number.NaN, peakMemoryMiB: Number.NaN }
}

async function measure(what: string, run: () => Promise<Took>): Promise<void> {
  took.set(what, [...(took.get(what) ?? []), await run()])
}

function rows(): Row[] {
  const copied = median((took.get('COPY … TO a file') ?? []).map(({ seconds }) => seconds))
  return [...took].flatMap(([subject, runs]): Row[] => {
    const events = OF_ALL.includes(subject) ? EVENTS : EXPLAINED
    const name = `${events.toLocaleString('en')} events of a period`
    const rate = events / median(runs.map(({ seconds }) => seconds))
    const elapsed: Row = {
      case: name,
      subject,
      metric: 'events/s',
      value: rate,
      unit: '1/s',
      ratio_to: rate / (EVENTS / copied),
    }
    if (subject === 'COPY … TO a file') return [elapsed]
    const ofCore = events / median(runs.map(({ cpuSeconds }) => cpuSeconds))
    const memory = Math.max(...runs.map(({ peakMemoryMiB }) => peakMemoryMiB))
    const isTarget = subject === 'export' || subject === 'verify'
    return [
      elapsed,
      {
        case: name,
        subject,
        metric: 'events a second of CPU',
        value: ofCore,
        unit: '1/s',
        ...(isTarget && { target: '≥ 100,000', holds: ofCore >= 100_000 }),
      },
      {
        case: name,
        subject,
        metric: 'peak memory',
        value: memory,
        unit: 'MiB',
        ...(isTarget && { target: '< 300 MB', holds: (memory * 1024 * 1024) / 1e6 < 300 }),
      },
    ]
  })
}
