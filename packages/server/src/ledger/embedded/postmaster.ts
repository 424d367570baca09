import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** A PostgreSQL server as its own postmaster.pid describes it. */
export interface Postmaster {
  readonly pid: number
  readonly port: number
  readonly ready: boolean
}

// After this long a shutdown is forced, first so that Postgres recovers at the next start, then by the kernel.
const STOP_STEPS: readonly (readonly [NodeJS.Signals, number])[] = [
  ['SIGINT', 15_000],
  ['SIGQUIT', 5_000],
  ['SIGKILL', 5_000],
]

/** The server that runs in this data directory, or undefined. A pid file left by a crash is not one. */
export async function readPostmaster(dataDir: string): Promise<Postmaster | undefined> {
  const text = await readFile(join(dataDir, 'postmaster.pid'), 'utf8').catch(() => '')
  const lines = text.split('\n')
  const pid = Number(lines[0])
  if (!(pid > 0) || !(await isPostgres(pid))) return undefined
  return { pid, port: Number(lines[3]), ready: lines[7]?.trim() === 'ready' }
}

/** Postgres refuses to start when its old pid belongs to another program of the same user by now. */
export async function removeStalePidFile(dataDir: string): Promise<void> {
  if ((await readPostmaster(dataDir)) === undefined) await rm(join(dataDir, 'postmaster.pid'), { force: true })
}

/** Stops a server in an orderly way and waits until it is gone. */
export async function stopPostmaster(pid: number): Promise<void> {
  for (const [signal, patienceMs] of STOP_STEPS) {
    signalProcess(pid, signal)
    for (let waitedMs = 0; waitedMs < patienceMs; waitedMs += 10) {
      if (!(await isPostgres(pid))) return
      await sleep(10)
    }
  }
}

export function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // It has ended already.
  }
}

export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Pids are used again and an ended process may linger as a zombie; where /proc is, ask it. */
async function isPostgres(pid: number): Promise<boolean> {
  if (!isAlive(pid)) return false
  if (process.platform !== 'linux') return true
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  return /\(postgres[^)]*\) [^ZX]/.test(stat)
}
