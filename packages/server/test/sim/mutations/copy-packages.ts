import { cp, mkdir, mkdtemp, readdir, realpath, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT: string = fileURLToPath(new URL('../../../../../', import.meta.url))
const PACKAGES = ['core', 'server']

/** Core and server in a folder of their own, where they may be broken. Their dependencies are those that are installed. */
export async function copyPackages(): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), 'docket-mutations-'))
  for (const name of PACKAGES) {
    const from = join(ROOT, 'packages', name)
    const to = join(copy, 'packages', name)
    for (const part of ['package.json', 'src', 'test']) await cp(join(from, part), join(to, part), { recursive: true })
    for (const dependency of await dependenciesOf(join(from, 'node_modules'))) {
      const place = join(to, 'node_modules', dependency)
      await mkdir(dirname(place), { recursive: true })
      const isCore = dependency === '@docket/core'
      await symlink(
        isCore ? join(copy, 'packages', 'core') : await realpath(join(from, 'node_modules', dependency)),
        place,
      )
    }
  }
  return copy
}

async function dependenciesOf(folder: string): Promise<readonly string[]> {
  const names: string[] = []
  for (const name of await readdir(folder)) {
    if (name.startsWith('.')) continue
    if (name.startsWith('@')) names.push(...(await readdir(join(folder, name))).map((part) => `${name}/${part}`))
    else names.push(name)
  }
  return names
}
