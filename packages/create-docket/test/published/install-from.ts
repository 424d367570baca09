import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { PackageName } from '../pack.ts'
import { run } from '../run.ts'

export type Tarballs = Readonly<Record<PackageName, string>>

/** Package managers as this test uses them: how each makes the application, and installs tarballs in place of a registry. */
export interface Installer {
  readonly name: 'npm' | 'pnpm'
  create(folder: string, tarballs: Tarballs): Promise<string>
  install(application: string, tarballs: Tarballs): Promise<void>
}

const npm: Installer = {
  name: 'npm',
  create: (cwd, tarballs) =>
    run('npm', ['exec', '--yes', `--package=${tarballs['create-docket']}`, '--', 'create-docket', 'my-app'], { cwd }),
  async install(application, tarballs) {
    await takeTarballs(application, tarballs)
    await run('npm', ['install'], { cwd: application })
  },
}

const pnpm: Installer = {
  name: 'pnpm',
  create: (cwd, tarballs) =>
    run('pnpm', [`--package=${tarballs['create-docket']}`, 'dlx', 'create-docket', 'my-app'], { cwd }),
  async install(application, tarballs) {
    await takeTarballs(application, tarballs)
    // Also for what the packages want of one another.
    const file = join(application, 'pnpm-workspace.yaml')
    const overrides = ours(tarballs).map(([name, path]) => `  "${name}": file:${path}\n`)
    await writeFile(file, `${await readFile(file, 'utf8')}overrides:\n${overrides.join('')}`)
    await run('pnpm', ['install'], { cwd: application })
  },
}

export const installers: readonly Installer[] = [npm, pnpm]

function ours(tarballs: Tarballs): [name: string, path: string][] {
  return Object.entries(tarballs).filter(([name]) => name.startsWith('@docket/'))
}

async function takeTarballs(application: string, tarballs: Tarballs): Promise<void> {
  const file = join(application, 'package.json')
  let text = await readFile(file, 'utf8')
  for (const [name, path] of ours(tarballs)) {
    const replaced = text.replace(new RegExp(`("${name}": )"[^"]+"`), `$1"file:${path}"`)
    if (replaced === text) throw new Error(`The application does not depend on ${name}`)
    text = replaced
  }
  await writeFile(file, text)
}
