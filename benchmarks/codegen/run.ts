// How long docket-codegen takes as the command line runs it, the start of the process included: 200 entities, GitHub's
// description whole, Stripe's whole; each into an empty folder, and again with --check.
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { type Row, report } from '../lib/report.ts'
import { median } from '../lib/stats.ts'
import { descriptionOfEntities } from './description-of-entities.ts'

const ROUNDS = 5
const ENTITIES = 200
const TARGET_S = 3

const CLI = fileURLToPath(new URL('../../packages/codegen/src/cli.ts', import.meta.url))
const FIXTURES = fileURLToPath(new URL('../../packages/codegen/test/fixtures/', import.meta.url))

const folder = await mkdtemp(join(tmpdir(), 'docket-bench-'))
const inputs = {
  [`${ENTITIES} entities`]: JSON.stringify(descriptionOfEntities(ENTITIES)),
  "GitHub's API": await published('github'),
  "Stripe's API": await published('stripe'),
}
const rows: Row[] = []
for (const [name, description] of Object.entries(inputs)) rows.push(...(await measure(name, description)))
await rm(folder, { recursive: true, force: true })
await report('codegen', rows)

/** The first round warms up. */
async function measure(name: string, description: string): Promise<readonly Row[]> {
  const input = join(folder, 'openapi.json')
  const out = join(folder, 'app', 'generated')
  await writeFile(input, description)
  const [written, checked]: [number[], number[]] = [[], []]
  let files = 0
  for (let round = 0; round <= ROUNDS; round++) {
    await rm(join(folder, 'app'), { recursive: true, force: true })
    await mkdir(join(folder, 'app'))
    const write = await timed(input, '--out', out)
    const check = await timed(input, '--out', out, '--check')
    files = Number(/(\d+) files/.exec(write.output)?.[1])
    if (round === 0) continue
    written.push(write.seconds)
    checked.push(check.seconds)
  }
  const at = { case: name, subject: 'docket-codegen' }
  const target = name.startsWith(String(ENTITIES)) && { target: `< ${TARGET_S}`, holds: median(written) < TARGET_S }
  return [
    { ...at, metric: 'files', value: files, unit: '' },
    { ...at, metric: 'generated', value: median(written), unit: 's', ...target },
    { ...at, metric: 'checked', value: median(checked), unit: 's' },
  ]
}

async function timed(...args: readonly string[]): Promise<{ readonly seconds: number; readonly output: string }> {
  const startedMs = performance.now()
  const { stdout } = await promisify(execFile)(process.execPath, ['--conditions=@docket/source', CLI, ...args])
  return { seconds: (performance.now() - startedMs) / 1000, output: stdout }
}

async function published(name: string): Promise<string> {
  return (await promisify(gunzip)(await readFile(join(FIXTURES, name, 'openapi.json.gz')))).toString()
}
