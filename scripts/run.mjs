// Runs a script of package.json on a machine that may have an old Node and no pnpm: what is missing is fetched by npx,
// nothing is installed globally. Plain JavaScript without dependencies, because it runs before anything is installed.
import { spawn, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { constants } from 'node:os'
import { fileURLToPath } from 'node:url'

const FETCHED_NODE = '24.21.0'

const root = fileURLToPath(new URL('..', import.meta.url))
const { engines, packageManager } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8'))
const script = process.argv[2]
const windows = process.platform === 'win32'

if (!script) {
  console.error('Usage: node scripts/run.mjs <script of package.json>')
  process.exit(2)
}

const missing = []
if (!isAtLeast(process.versions.node, engines.node.replace('>=', ''))) missing.push(nodePackage())
if (!hasPnpm(packageManager.split('@')[1])) missing.push(packageManager)

// Who only wants to look at it waits for no other peer's database.
const only = script === 'demo' ? ' --filter @docket/example-pos...' : ''
const commands = `pnpm install --frozen-lockfile${only} && pnpm --silent run ${script}`
const options = { cwd: root, stdio: 'inherit', shell: windows, detached: !windows }
const child =
  missing.length === 0
    ? spawn(commands, { ...options, shell: true })
    : spawn(
        'npx',
        ['-y', ...missing.flatMap((name) => ['-p', name]), '-c', windows ? `"${commands}"` : commands],
        options,
      )

// The child leads a process group, so that a signal reaches all that it started; we wait for it to end in its own way.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => (windows ? child.kill(signal) : process.kill(-child.pid, signal)))
}
child.on('error', (error) => {
  console.error(`Cannot run ${missing.length === 0 ? 'pnpm' : 'npx'}: ${error.message}`)
  process.exit(127)
})
child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]))

function nodePackage() {
  return `node-${windows ? 'win' : process.platform}-${process.arch}@${FETCHED_NODE}`
}

function hasPnpm(wanted) {
  const { status, stdout } = spawnSync('pnpm', ['--version'], { cwd: root, encoding: 'utf8', shell: windows })
  return status === 0 && isAtLeast(stdout.trim(), wanted)
}

/** Is version `has`, such as 24.1.2, at least `wanted`, such as 22.18? */
function isAtLeast(has, wanted) {
  return has.localeCompare(wanted, 'en', { numeric: true }) >= 0
}
