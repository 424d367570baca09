// Manipulates audit bundles and a ledger of a period, and looks whether both verifiers find and name it rightly:
//   pnpm test:tamper [--events 10000] [--tries 1000] [--seed 1] [--kind edited] [--in bundle|ledger]
// `--tries` is for each kind; a try that failed is named, and made again by the same seed.
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { FindingKind } from '../../src/audit/verify/finding.ts'
import { verifyBundleFile } from '../../src/audit/verify/verify-bundle.ts'
import { verifyLedger } from '../../src/audit/verify/verify-ledger.ts'
import { startEmbeddedPostgres } from '../../src/ledger/embedded-postgres.ts'
import { migrate } from '../../src/ledger/migrate.ts'
import { createPool } from '../../src/ledger/pool.ts'
import { fillLedger, testSealing } from '../trail/fill-ledger.ts'
import { startPythonVerifier } from '../trail/python-verifier.ts'
import { sampleTrail } from '../trail/sample-trail.ts'
import { pack } from './bundle-text.ts'
import { type LedgerFindingKind, ledgerManipulations } from './ledger-breaks.ts'
import { manipulations, tryOne } from './run.ts'
import { disarm, tryOneInLedger } from './run-in-ledger.ts'
import { sampleBundles } from './sample-bundles.ts'

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '10000' },
    tries: { type: 'string', default: '1000' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1_000_000)) },
    kind: { type: 'string' },
    in: { type: 'string' },
  },
})
const seed = Number(values.seed)
const events = Number(values.events)
const folder = await mkdtemp(join(tmpdir(), 'docket-tamper-'))
// For root, Postgres runs as somebody else, who must get through.
await chmod(folder, 0o711)
const python = await startPythonVerifier()
let failed = 0
try {
  if (values.in !== 'ledger') await inBundles()
  if (values.in !== 'bundle') await inLedger()
} finally {
  await python.stop()
  await rm(folder, { recursive: true })
}
process.exitCode = failed > 0 ? 1 : 0

async function inBundles(): Promise<void> {
  const bundles = await sampleBundles(seed, events, folder)
  for (const [no, bundle] of bundles.entries()) {
    const path = join(folder, `again-${no}.zip`)
    await pack(bundle.files, path)
    for (const result of [await verifyBundleFile(path), await python.verify(path)]) untouched('bundle', result)
  }
  const kinds = Object.keys(manipulations) as FindingKind[]
  for (const kind of chosen(kinds)) {
    await tryKind(`bundle, ${kind}`, (no) => tryOne({ bundles, python, folder, seed }, kind, no))
  }
}

async function inLedger(): Promise<void> {
  const postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'postgres') })
  const pool = await createPool(postgres.url)
  try {
    await migrate(pool)
    const sealing = await testSealing(pool)
    await fillLedger(sealing, 'demo', sampleTrail(seed, events, events).events, Math.ceil(events / 20))
    untouched('ledger', await verifyLedger(pool, { tenant: 'demo' }))
    const client = await pool.connect()
    await disarm(client)
    const trial = { client, tenant: 'demo', last: events, signer: sealing.signer, python, folder, seed }
    const kinds = Object.keys(ledgerManipulations) as LedgerFindingKind[]
    for (const kind of chosen(kinds)) await tryKind(`ledger, ${kind}`, (no) => tryOneInLedger(trial, kind, no))
    client.release(true)
  } finally {
    await pool.end()
    await postgres.stop()
  }
}

function chosen<Kind extends string>(kinds: readonly Kind[]): Kind[] {
  return kinds.filter((kind) => (values.kind ?? kind) === kind)
}

function untouched(what: string, { whole, records, first_bad }: Awaited<ReturnType<typeof verifyBundleFile>>): void {
  if (!whole) failed++
  console.log(`${whole ? '✓' : '✗'} ${what}, untouched: ${records} records ${first_bad?.explanation ?? ''}`)
}

async function tryKind(name: string, tryNo: (no: number) => Promise<string[]>): Promise<void> {
  const startedMs = performance.now()
  const failures: string[] = []
  for (let no = 0; no < Number(values.tries); no++) failures.push(...(await tryNo(no)))
  failed += failures.length
  const seconds = Math.round((performance.now() - startedMs) / 1000)
  console.log(
    `${failures.length === 0 ? '✓' : '✗'} ${name}: ${values.tries} tries, ${failures.length} failed (${seconds} s)`,
  )
  for (const failure of failures.slice(0, 20)) console.log(`    ${failure}`)
}
