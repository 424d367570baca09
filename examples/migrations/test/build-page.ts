import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** Where the page is built to. */
export const PAGE = join(ROOT, 'dist')

/** In a process of its own, because Vite makes the one in which it builds a production environment. */
export async function buildPage(): Promise<void> {
  const vite = join(dirname(fileURLToPath(import.meta.resolve('vite/package.json'))), 'bin/vite.js')
  const [code] = await once(
    spawn(process.execPath, [vite, 'build', '--logLevel', 'error'], { cwd: ROOT, stdio: 'inherit' }),
    'exit',
  )
  if (code !== 0) throw new Error('The page could not be built: see above what Vite says')
}
