import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface TemporaryFolder {
  readonly path: string
  /** Runs what writes into it. A signal aborts it, and it has to have stopped before the folder goes. */
  fill(write: (signal: AbortSignal) => Promise<void>): Promise<void>
  remove(): void
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** A folder that is gone when the process ends, also by a signal. */
export function temporaryFolder(prefix: string): TemporaryFolder {
  const ending = new AbortController()
  let path: string | undefined
  let filling: Promise<unknown> = Promise.resolve()
  const remove = (): void => {
    process.off('exit', remove)
    for (const signal of SIGNALS) process.off(signal, endBy)
    if (path !== undefined) rmSync(path, { recursive: true, force: true })
  }
  const endBy = (signal: NodeJS.Signals): void => {
    ending.abort()
    void filling.then(() => {
      remove()
      process.kill(process.pid, signal)
    })
  }
  process.once('exit', remove)
  for (const signal of SIGNALS) process.once(signal, endBy)
  path = realpathSync(mkdtempSync(join(tmpdir(), prefix)))
  return {
    path,
    async fill(write) {
      const written = write(ending.signal)
      filling = written.catch(() => undefined)
      await written.catch((error: unknown) => {
        // The process is about to end, and that is no error of what it did.
        if (ending.signal.aborted) return new Promise(() => undefined)
        throw error
      })
    },
    remove,
  }
}
