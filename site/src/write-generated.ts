import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Makes a folder hold exactly these files. What is the same already is not touched, so nobody who watches is woken. */
export function writeGenerated(folder: string, files: ReadonlyMap<string, string | Uint8Array>): void {
  mkdirSync(folder, { recursive: true })
  for (const path of globSync('**/*.*', { cwd: folder })) {
    if (!files.has(path.replaceAll('\\', '/'))) rmSync(join(folder, path), { recursive: true, force: true })
  }
  for (const [path, content] of files) {
    const file = join(folder, path)
    if (read(file)?.equals(Buffer.from(content))) continue
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, content)
  }
}

function read(file: string): Buffer | undefined {
  try {
    return readFileSync(file)
  } catch {
    return undefined
  }
}
