import { execFile } from 'node:child_process'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs, promisify } from 'node:util'
import { copyPackages, ROOT } from './copy-packages.ts'
import { type Mutation, mutations } from './mutations.ts'

// Breaks a copy of the packages in one place after the other, and looks whether the simulation finds it:
//   pnpm sim:mutations [--seeds 300] [--only "part of a name"]
const { values } = parseArgs({
  options: { seeds: { type: 'string', default: '300' }, only: { type: 'string', default: '' } },
})

/** The first seed that found it, or undefined. */
async function findingSeed(copy: string, { file, find, replace }: Mutation): Promise<string | undefined> {
  const source = await readFile(join(ROOT, file), 'utf8')
  if (source.split(find).length !== 2) throw new Error(`"${find}" does not occur once in ${file}: change the mutation`)
  await writeFile(
    join(copy, file),
    source.replace(find, () => replace),
  )
  try {
    const program = join(copy, 'packages/server/test/sim/main.ts')
    const args = ['--conditions=@docket/source', program, '--seeds', values.seeds, '--bail']
    const { stdout } = await promisify(execFile)(process.execPath, args).catch(
      (error: unknown) => error as { readonly stdout: string },
    )
    return /^Seed (\d+)[\s\S]*?(\[[A-Za-z0-9]+\][^\n]*)/m.exec(stdout)?.slice(1).join(' ')
  } finally {
    await writeFile(join(copy, file), source)
  }
}

const copy = await copyPackages()
let missed = 0
try {
  for (const mutation of mutations.filter(({ name }) => name.includes(values.only))) {
    const found = await findingSeed(copy, mutation)
    if (found === undefined) missed++
    console.log(
      found === undefined ? `✗ NOT FOUND ${mutation.name}` : `✓ ${mutation.name}\n    seed ${found.slice(0, 150)}`,
    )
  }
} finally {
  await rm(copy, { recursive: true, force: true })
}
console.log(`${missed} not found in ${values.seeds} seeds`)
process.exitCode = missed === 0 ? 0 : 1
