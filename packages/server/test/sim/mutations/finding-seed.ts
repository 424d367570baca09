import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { ROOT } from './copy-packages.ts'
import type { Mutation } from './mutations.ts'

/** The first seed that finds the mistake in a copy of the packages, and the rule that it breaks; undefined when none does. */
export async function findingSeed(
  copy: string,
  { file, find, replace }: Mutation,
  seeds: number,
): Promise<string | undefined> {
  const source = await readFile(join(ROOT, file), 'utf8')
  if (source.split(find).length !== 2) throw new Error(`"${find}" does not occur once in ${file}: change the mutation`)
  await writeFile(
    join(copy, file),
    source.replace(find, () => replace),
  )
  try {
    const program = join(copy, 'packages/server/test/sim/main.ts')
    const args = ['--conditions=@docket/source', program, '--seeds', String(seeds), '--bail']
    const { stdout } = await promisify(execFile)(process.execPath, args).catch(
      (error: unknown) => error as { readonly stdout: string },
    )
    return /^Seed (\d+)[\s\S]*?(\[[A-Za-z0-9]+\][^\n]*)/m.exec(stdout)?.slice(1).join(' ')
  } finally {
    await writeFile(join(copy, file), source)
  }
}
