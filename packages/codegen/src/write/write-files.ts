import { randomUUID } from 'node:crypto'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { mkdir, readdir, rename, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { DocketError } from '@docket/core'
import { HEADER } from '../emit/module.ts'
import type { Generated } from '../generate.ts'

/** The folder holds something that was not generated. */
export class OutFolderTakenError extends DocketError {
  constructor(out: string, file: string) {
    super(
      'out_folder_taken',
      `${join(out, file)} was not made by docket-codegen: move it, or choose another folder with --out`,
    )
  }
}

/** What came onto the disk. */
export interface Written {
  readonly files: number
  /** The application's own parts that were not there, relative to `out`. */
  readonly stubs: readonly string[]
}

/**
 * Puts the generated files in the place of those that were there before. The folder is made beside the old one and then
 * renamed, so that no half of it is ever there; what the application owns is written where nothing is, and never again.
 *
 * @throws OutFolderTakenError
 */
export async function writeFiles({ files, stubs }: Pick<Generated, 'files' | 'stubs'>, out: string): Promise<Written> {
  const folder = resolve(out)
  await refuseForeignFiles(folder)
  const next = `${folder}.${randomUUID()}.tmp`
  const before = `${folder}.${randomUUID()}.old`
  try {
    await writeAll(files, next)
    const hadOne = existsSync(folder)
    if (hadOne) await rename(folder, before)
    try {
      await rename(next, folder)
    } catch (error) {
      if (hadOne) await rename(before, folder)
      throw error
    }
    return { files: files.size, stubs: await writeStubs(stubs, folder) }
  } finally {
    rmSync(next, { recursive: true, force: true })
    rmSync(before, { recursive: true, force: true })
  }
}

async function writeAll(files: ReadonlyMap<string, string>, folder: string): Promise<void> {
  const folders = new Set([...files.keys()].map((path) => dirname(join(folder, path))))
  await mkdir(folder, { recursive: true })
  for (const one of folders) await mkdir(one, { recursive: true })
  // Small files: one after the other is faster than through threads.
  for (const [path, text] of files) writeFileSync(join(folder, path), text)
}

async function writeStubs(stubs: ReadonlyMap<string, string>, folder: string): Promise<readonly string[]> {
  const written: string[] = []
  for (const [path, text] of stubs) {
    const file = resolve(folder, path)
    await mkdir(dirname(file), { recursive: true })
    try {
      await writeFile(file, text, { flag: 'wx' })
      written.push(path)
    } catch (error) {
      if (!isExisting(error)) throw error
    }
  }
  return written
}

function isExisting(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EEXIST'
}

async function refuseForeignFiles(folder: string): Promise<void> {
  for (const file of await filesIn(folder)) {
    if (!readFileSync(join(folder, file), 'utf8').startsWith(HEADER)) throw new OutFolderTakenError(folder, file)
  }
}

/** The files below a folder, with slashes; none where there is no folder. */
export async function filesIn(folder: string): Promise<readonly string[]> {
  if (!existsSync(folder)) return []
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .split('\\')
        .join('/'),
    )
    .sort()
}
