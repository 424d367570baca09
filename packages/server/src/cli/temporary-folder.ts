import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface TemporaryFolder {
  readonly path: string
  remove(): void
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** A folder that is gone when the process ends, also by a signal. */
export function temporaryFolder(prefix: string): TemporaryFolder {
  const path = realpathSync(mkdtempSync(join(tmpdir(), prefix)))
  const remove = (): void => {
    process.off('exit', remove)
    for (const signal of SIGNALS) process.off(signal, endBy)
    rmSync(path, { recursive: true, force: true })
  }
  const endBy = (signal: NodeJS.Signals): void => {
    remove()
    process.kill(process.pid, signal)
  }
  process.once('exit', remove)
  for (const signal of SIGNALS) process.once(signal, endBy)
  return { path, remove }
}
