import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'

const MODULE = /\.m?[tj]s$/
const NO_DEFINITIONS = /\.d\.m?ts$|\.(test|test-d|spec|e2e)\.m?[tj]s$|(^|[\\/])(node_modules|\.[^\\/]*)[\\/]/

/** The module itself, or those in a folder and below it, in the order of their names; tests and types are left out. */
export async function moduleFiles(path: string): Promise<readonly string[]> {
  const found = await stat(path).catch(() => undefined)
  if (found?.isDirectory() !== true) return [path]
  const files = await readdir(path, { recursive: true })
  return files
    .filter((file) => MODULE.test(file) && !NO_DEFINITIONS.test(file))
    .sort()
    .map((file) => join(path, file))
}
