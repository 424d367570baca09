import { mkdir, readdir, realpath, stat, symlink } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'

/**
 * Makes what is installed in a repository resolvable in a copy of its files: beside each package.json that both have.
 * A package of the repository's own is that of the copy, if the copy has it.
 */
export async function linkModules(root: string, copy: string): Promise<void> {
  for (const folder of await packageFolders(copy)) {
    const modules = join(root, folder, 'node_modules')
    for (const name of await packageNames(modules)) {
      const link = join(copy, folder, 'node_modules', name)
      const target = await realpath(join(modules, name)).catch(() => undefined)
      if (target === undefined) continue
      await mkdir(dirname(link), { recursive: true })
      // A repository may hold what is installed in it.
      if (!(await isThere(link))) await symlink(await inCopy(target, root, copy), link, 'junction')
    }
  }
}

/** The repository itself, and each folder with a package.json. */
async function packageFolders(copy: string): Promise<readonly string[]> {
  const files = await readdir(copy, { recursive: true })
  const found = files.filter((file) => file.endsWith(`${sep}package.json`)).map(dirname)
  return ['', ...found]
}

async function packageNames(modules: string): Promise<readonly string[]> {
  const names = await readdir(modules).catch((): string[] => [])
  const found = names
    .filter((name) => !name.startsWith('.'))
    .map(async (name) => {
      if (!name.startsWith('@')) return [name]
      return (await readdir(join(modules, name))).map((inside) => join(name, inside))
    })
  return (await Promise.all(found)).flat()
}

async function inCopy(target: string, root: string, copy: string): Promise<string> {
  const inside = relative(root, target)
  if (inside.startsWith('..') || inside.split(sep).includes('node_modules')) return target
  const copied = join(copy, inside)
  return (await isThere(copied)) ? copied : target
}

async function isThere(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined
}
