import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const TYPES = {
  extends: '../../../../../tsconfig.base.json',
  compilerOptions: {
    lib: ['es2025', 'esnext.array', 'dom', 'dom.iterable'],
    jsx: 'react-jsx',
    noEmit: true,
    rewriteRelativeImportExtensions: false,
    allowImportingTsExtensions: true,
  },
  include: ['.'],
}

/**
 * An empty folder for what a test file generates, inside the package, so that what is generated finds react, zod and
 * the rest; with a tsconfig.json as strict as ours.
 */
export async function outFolder(name: string): Promise<string> {
  const folder = fileURLToPath(new URL(`out/${name}`, import.meta.url))
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(TYPES))
  return folder
}
