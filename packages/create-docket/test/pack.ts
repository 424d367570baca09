import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { run } from './run.ts'

export const ROOT = fileURLToPath(new URL('../../..', import.meta.url))

/** The packages of an application, and where each is here. */
export const PACKAGES = {
  '@docket/core': 'packages/core',
  '@docket/react': 'packages/react',
  '@docket/server': 'packages/server',
  'create-docket': 'packages/create-docket',
} as const

export type PackageName = keyof typeof PACKAGES

/** Builds what is not built yet. */
export async function build(): Promise<void> {
  await run('pnpm', ['exec', 'tsc', '-b'], { cwd: ROOT })
}

/** Packs a package as it would be published; gives the path of the tarball. */
export async function pack(name: PackageName, folder: string): Promise<string> {
  const cwd = join(ROOT, PACKAGES[name])
  const printed = await run('pnpm', ['pack', '--json', '--pack-destination', folder], { cwd })
  const { filename } = JSON.parse(printed) as { readonly filename: string }
  return filename
}
