import { cp, readFile, rename, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fillIns, type Wishes } from './fill-in.ts'

const TEMPLATE = fileURLToPath(new URL('../template', import.meta.url))

// They come into being where the template is worked on.
const NOT_COPIED = new Set(['node_modules', 'dist', '.docket'])

/** Writes the application into a folder. */
export async function writeTemplate(folder: string, wishes: Wishes): Promise<void> {
  await cp(TEMPLATE, folder, { recursive: true, filter: (path) => !NOT_COPIED.has(basename(path)) })
  // npm leaves files of that name out of packages.
  await rename(join(folder, 'gitignore'), join(folder, '.gitignore'))
  for (const [path, fillIn] of Object.entries(fillIns)) {
    const file = join(folder, path)
    await writeFile(file, fillIn(await readFile(file, 'utf8'), wishes))
  }
}
