import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Generated } from '../generate.ts'
import { filesIn } from './write-files.ts'

/** What is not as the description says, a line each; nothing where all is. */
export async function staleFiles(
  { files, stubs }: Pick<Generated, 'files' | 'stubs'>,
  out: string,
): Promise<readonly string[]> {
  const folder = resolve(out)
  const there = new Set(await filesIn(folder))
  const stale: string[] = []
  for (const [path, text] of files) {
    if (!there.has(path)) stale.push(`${path} is missing`)
    else if ((await readFile(join(folder, path), 'utf8')) !== text)
      stale.push(`${path} is not what the description says`)
  }
  for (const path of there) if (!files.has(path)) stale.push(`${path} is no longer made`)
  for (const path of stubs.keys()) if (!existsSync(resolve(folder, path))) stale.push(`${path} is missing`)
  return stale
}
