import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { checkName, checkTenant } from './check-names.ts'
import { CreateError } from './errors.ts'
import type { PackageManager } from './package-manager.ts'
import { writeTemplate } from './template.ts'

export interface CreateOptions {
  /** Where the application will be: it does not exist, or is empty but for a `.git`. */
  readonly folder: string
  readonly tenant: string
  readonly packageManager: PackageManager
}

/**
 * Makes an application: all of it or nothing. It is written beside its folder and then moved there.
 *
 * @throws CreateError
 */
export async function createApplication({ folder, tenant, packageManager }: CreateOptions): Promise<void> {
  const target = resolve(folder)
  const name = basename(target)
  checkName(name)
  checkTenant(tenant)
  const exists = await isThereAndEmpty(target)
  const place = await makePlace(target)
  // A folder of its own in there, which anybody may enter as far as the umask allows.
  const draft = join(place, name)
  try {
    await writeTemplate(draft, { name, tenant, packageManager })
    if (exists) await moveInto(draft, target)
    else await rename(draft, target).catch((error: unknown) => refuse(target, error))
  } finally {
    await rm(place, { recursive: true, force: true })
  }
}

/** @throws CreateError when there is something in it */
async function isThereAndEmpty(target: string): Promise<boolean> {
  const entries = await readdir(target).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw notWritable(target, error)
  })
  const inTheWay = entries?.filter((name) => name !== '.git') ?? []
  if (inTheWay.length === 0) return entries !== undefined
  throw notEmpty(target, inTheWay)
}

async function makePlace(target: string): Promise<string> {
  try {
    await mkdir(dirname(target), { recursive: true })
    return await mkdtemp(join(dirname(target), `.${basename(target)}-`))
  } catch (error) {
    throw notWritable(dirname(target), error)
  }
}

/** Somebody else has made it meanwhile. */
function refuse(target: string, error: unknown): never {
  const isTaken = error instanceof Error && 'code' in error && (error.code === 'ENOTEMPTY' || error.code === 'EEXIST')
  throw isTaken ? notEmpty(target, []) : notWritable(target, error)
}

function notEmpty(target: string, inTheWay: readonly string[]): CreateError {
  const found = inTheWay.length === 0 ? '' : ` (${inTheWay.slice(0, 3).join(', ')})`
  return new CreateError('folder_not_empty', `${target} is not empty${found}: take another folder`)
}

function notWritable(folder: string, cause: unknown): CreateError {
  const why = cause instanceof Error ? cause.message : String(cause)
  return new CreateError('folder_not_writable', `Nothing can be made in ${folder}: ${why}`, { cause })
}

/** Into the very folder that is there, because somebody may stand in it. */
async function moveInto(draft: string, target: string): Promise<void> {
  const moved: string[] = []
  try {
    for (const name of await readdir(draft)) {
      await rename(join(draft, name), join(target, name))
      moved.push(name)
    }
  } catch (error) {
    for (const name of moved) await rm(join(target, name), { recursive: true })
    throw notWritable(target, error)
  }
}
