// Everything that `npm test` checks, one step after the other. Its last line is `N passed, N failed`: each of the
// tests counts, and each other step counts as one.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const total = { passed: 0, failed: 0, skipped: 0 }

await check('format and lint', 'biome check .')
await check('promises', 'oxlint --type-aware')
await check('types', 'tsc -b')
await check('dependency rule', 'node scripts/dependency-rule.ts')
await check('documentation', 'pnpm --silent run docs:build')
await runTests()

const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : ''
console.log(`\n${total.passed} passed, ${total.failed} failed${skipped}`)
process.exitCode = total.failed > 0 ? 1 : 0

/** A step that is one thing to pass or fail; it is quiet unless it fails. */
async function check(name, command) {
  const { code, output, seconds } = await run(command, 'pipe')
  if (code === 0) total.passed++
  else total.failed++
  console.log(`${code === 0 ? '✓' : '✗'} ${name} (${seconds} s)`)
  if (code !== 0) console.log(`\n$ ${command}\n${output}`)
}

async function runTests() {
  const folder = mkdtempSync(join(tmpdir(), 'docket-check-'))
  const report = join(folder, 'report.json')
  try {
    const options = `--reporter=default --reporter=json --outputFile.json="${report}"`
    const { code, seconds } = await run(`vitest run ${options}`, 'inherit')
    const counts = countTests(report)
    // An error outside of the tests fails the run without a failed test.
    if (code !== 0 && counts.failed === 0) counts.failed = 1
    for (const kind of Object.keys(total)) total[kind] += counts[kind]
    console.log(`${code === 0 ? '✓' : '✗'} tests (${seconds} s)`)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** A file that fails without a failed test, because it does not load for example, counts as one. */
function countTests(report) {
  const json = readReport(report)
  if (json === undefined) return { passed: 0, failed: 1, skipped: 0 }
  const broken = json.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.every((test) => test.status !== 'failed'),
  )
  return {
    passed: json.numPassedTests,
    failed: json.numFailedTests + broken.length,
    skipped: json.numPendingTests + json.numTodoTests,
  }
}

function readReport(report) {
  try {
    return JSON.parse(readFileSync(report, 'utf8'))
  } catch {
    return undefined
  }
}

/** Runs a command with the project's own programs on its PATH, as `pnpm run` sets it. */
function run(command, stdout) {
  const startedMs = performance.now()
  return new Promise((resolve) => {
    const child = spawn(command, { cwd: root, shell: true, stdio: ['ignore', stdout, stdout] })
    const chunks = []
    child.stdout?.on('data', (chunk) => chunks.push(chunk))
    child.stderr?.on('data', (chunk) => chunks.push(chunk))
    child.on('close', (code) => {
      const seconds = ((performance.now() - startedMs) / 1000).toFixed(1)
      resolve({ code: code ?? 1, output: Buffer.concat(chunks).toString(), seconds })
    })
  })
}
