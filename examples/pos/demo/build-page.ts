import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { glob, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DocketError } from '@docket/core'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const POS = dirname(fileURLToPath(new URL('.', import.meta.url)))

export class PageNotBuiltError extends DocketError {
  constructor() {
    super('page_not_built', 'The page could not be built: see above what Vite says')
  }
}

/** Everything that the built page is made of. */
const SOURCES = [
  'pnpm-lock.yaml',
  'examples/pos/{index.html,vite.config.ts}',
  'examples/pos/{src,public}/**/*',
  'packages/{core,react}/src/**/*',
]

/** Builds the till's page, unless it is newer than all that it is made of. */
export async function buildPageIfNeeded(): Promise<void> {
  const builtMs = await modifiedMs(join(POS, 'dist/index.html'))
  if (builtMs !== undefined && !(await isAnyNewer(builtMs))) return
  console.log('Building the page …')
  await runVite('build', '--logLevel', 'warn')
}

/** In a process of its own, because Vite makes the one in which it builds a production environment. */
async function runVite(...args: readonly string[]): Promise<void> {
  const vite = join(dirname(fileURLToPath(import.meta.resolve('vite/package.json'))), 'bin/vite.js')
  const [code] = await once(spawn(process.execPath, [vite, ...args], { cwd: POS, stdio: 'inherit' }), 'exit')
  if (code !== 0) throw new PageNotBuiltError()
}

async function isAnyNewer(thanMs: number): Promise<boolean> {
  for await (const path of glob(SOURCES, { cwd: ROOT })) {
    if (((await modifiedMs(join(ROOT, path))) ?? 0) > thanMs) return true
  }
  return false
}

async function modifiedMs(path: string): Promise<number | undefined> {
  return (await stat(path).catch(() => undefined))?.mtimeMs
}
