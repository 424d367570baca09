// Manipulates audit bundles of a period, and looks whether both verifiers find and name it rightly:
//   pnpm test:tamper [--events 10000] [--tries 1000] [--seed 1] [--kind edited]
// `--tries` is for each kind; a try that failed is named, and made again by the same seed.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { FindingKind } from '../../src/audit/verify/finding.ts'
import { verifyBundleFile } from '../../src/audit/verify/verify-bundle.ts'
import { startPythonVerifier } from '../trail/python-verifier.ts'
import { pack } from './bundle-text.ts'
import { manipulations, tryOne } from './run.ts'
import { sampleBundles } from './sample-bundles.ts'

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '10000' },
    tries: { type: 'string', default: '1000' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1_000_000)) },
    kind: { type: 'string' },
  },
})
const seed = Number(values.seed)
const kinds = (Object.keys(manipulations) as FindingKind[]).filter((kind) => (values.kind ?? kind) === kind)
const folder = await mkdtemp(join(tmpdir(), 'docket-tamper-'))
const python = await startPythonVerifier()
let failed = 0
try {
  const bundles = await sampleBundles(seed, Number(values.events), folder)
  for (const [no, bundle] of bundles.entries()) {
    const path = join(folder, `again-${no}.zip`)
    await pack(bundle.files, path)
    for (const { whole, records, first_bad } of [await verifyBundleFile(path), await python.verify(path)]) {
      if (!whole) failed++
      console.log(`${whole ? '✓' : '✗'} untouched: ${records} records ${first_bad?.explanation ?? ''}`)
    }
  }
  for (const kind of kinds) await tryKind(kind, { bundles, python, folder, seed })
} finally {
  await python.stop()
  await rm(folder, { recursive: true })
}
process.exitCode = failed > 0 ? 1 : 0

async function tryKind(kind: FindingKind, trial: Parameters<typeof tryOne>[0]): Promise<void> {
  const startedMs = performance.now()
  const failures: string[] = []
  for (let no = 0; no < Number(values.tries); no++) failures.push(...(await tryOne(trial, kind, no)))
  failed += failures.length
  const seconds = Math.round((performance.now() - startedMs) / 1000)
  console.log(
    `${failures.length === 0 ? '✓' : '✗'} ${kind}: ${values.tries} tries, ${failures.length} failed (${seconds} s)`,
  )
  for (const failure of failures.slice(0, 20)) console.log(`    ${failure}`)
}
