import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** An application in a git repository of its own, with a package of its own in which the payloads are. */
export interface ShopRepository {
  readonly folder: string
  readonly order: string
  /** Writes files, by path, and commits them. */
  commit(files: Readonly<Record<string, string>>): Promise<void>
  git(...args: string[]): string
  remove(): Promise<void>
}

const PACKAGES = fileURLToPath(new URL('../../', import.meta.url))

export const ORDER = `
import { defineEntity } from '@docket/core'
import { added } from '@shop/payloads'
console.log('modules may print')
export const order = defineEntity('order', {
  initial: { items: [] as string[] },
  events: { added: { ...added, evolve: (o, { item }) => ({ items: [...o.items, item] }) } },
})`

/** The module of payloads; `event` is what it says of the event `added`. */
export function payloads(event: string): string {
  return `import { z } from 'zod'\nexport const added = ${event}\n`
}

export async function createShopRepository(): Promise<ShopRepository> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'docket-shop-')))
  const git = (...args: string[]): string => {
    const author = ['-c', 'user.name=shop', '-c', 'user.email=shop@example.com']
    return execFileSync('git', ['-C', folder, ...author, ...args], { encoding: 'utf8', stdio: 'pipe' })
  }
  const write = async (path: string, text: string): Promise<void> => {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
  git('init', '--quiet')
  await write('.gitignore', 'node_modules\n')
  await write('package.json', '{ "type": "module" }')
  await write('payloads/package.json', '{ "name": "@shop/payloads", "type": "module", "exports": "./index.ts" }')
  await install(folder)
  return {
    folder,
    order: join(folder, 'src', 'order.ts'),
    async commit(files) {
      for (const [path, text] of Object.entries(files)) await write(path, text)
      git('add', '--all')
      git('commit', '--quiet', '--message', 'change')
    },
    git,
    remove: () => rm(folder, { recursive: true }),
  }
}

async function install(folder: string): Promise<void> {
  const modules = join(folder, 'node_modules')
  for (const scope of ['@docket', '@shop']) await mkdir(join(modules, scope), { recursive: true })
  await symlink(join(PACKAGES, 'core'), join(modules, '@docket', 'core'))
  await symlink(join(PACKAGES, 'server', 'node_modules', 'zod'), join(modules, 'zod'))
  await symlink('../../payloads', join(modules, '@shop', 'payloads'))
}
