import { globSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of the repository. Paths everywhere else are relative to it, with `/`. */
export const ROOT: string = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '')

export function readText(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8')
}

/** What stands at a path of the repository. */
export function kindOf(path: string): 'file' | 'folder' | undefined {
  const stat = statSync(join(ROOT, path), { throwIfNoEntry: false })
  if (stat === undefined) return undefined
  return stat.isDirectory() ? 'folder' : 'file'
}

/** The files of a folder and of those in it, without what is installed or built. */
export function filesIn(folder: string): string[] {
  const exclude = (path: string): boolean => /(^|[\\/])(node_modules|dist|\.docket)$/.test(path)
  const paths = globSync(`${folder}/**/*`, { cwd: ROOT, exclude }).map((path) => path.replaceAll('\\', '/'))
  return paths.filter((path) => kindOf(path) === 'file').sort()
}
