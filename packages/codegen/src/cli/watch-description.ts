import { type FSWatcher, watch } from 'node:fs'
import { basename, dirname } from 'node:path'
import { loadDescription } from '../description/load-description.ts'
import type { GenerateOptions } from '../generate.ts'

const QUIET_MS = 50

/**
 * Runs `write` whenever a file of the description changes, until the process ends. Folders are watched, not files: an
 * editor puts a new file in the place of the old one. While the description is wrong it says so, and what was generated
 * before stays.
 */
export async function watchDescription(
  { input }: Pick<GenerateOptions, 'input'>,
  write: () => Promise<void>,
  errorLine: (error: unknown) => string,
): Promise<never> {
  let watchers: FSWatcher[] = []
  let watched = 0
  let timer: NodeJS.Timeout | undefined
  let running = Promise.resolve()
  const changed = (): void => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      running = running
        .then(write)
        .catch((error: unknown) => console.error(errorLine(error)))
        .then(watchAll)
    }, QUIET_MS)
  }
  const watchAll = async (): Promise<void> => {
    const files = await loadDescription(input).then(
      ({ files }) => files,
      () => undefined,
    )
    // A description that cannot be read is waited for where it was.
    if (files === undefined && watchers.length > 0) return
    for (const watcher of watchers) watcher.close()
    watched = files?.length ?? 1
    const names = Map.groupBy(files ?? [input], (file) => dirname(file))
    watchers = [...names].map(([folder, inFolder]) => {
      const wanted = new Set(inFolder.map((file) => basename(file)))
      return watch(folder, (_, name) => {
        if (name === null || wanted.has(name)) changed()
      })
    })
  }
  await watchAll()
  console.log(`watching ${watched} ${watched === 1 ? 'file' : 'files'}`)
  return new Promise<never>(() => undefined)
}
