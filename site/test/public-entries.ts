import { globSync } from 'node:fs'
import { posix } from 'node:path'
import { ROOT, readText } from '../src/repository.ts'

interface Manifest {
  readonly name: string
  readonly exports?: Readonly<Record<string, { readonly '@docket/source': string }>>
}

/** What the packages export, as `<name> <index>`. */
export function publicEntries(): string[] {
  return globSync('packages/*/package.json', { cwd: ROOT }).flatMap((path) => {
    const manifest: Manifest = JSON.parse(readText(path))
    const folder = posix.dirname(path.replaceAll('\\', '/'))
    return Object.entries(manifest.exports ?? {}).map(
      ([entry, { '@docket/source': source }]) => `${posix.join(manifest.name, entry)} ${posix.join(folder, source)}`,
    )
  })
}
