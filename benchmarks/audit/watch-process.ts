import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'

/** What a process took from its start to its end. */
export interface Took {
  readonly seconds: number
  /** Of all its threads. */
  readonly cpuSeconds: number
  readonly peakMemoryMiB: number
}

const TICKS_PER_SECOND = 100
const LOOK_EVERY_MS = 20

/** Runs a command to its end, and looks at it often. @throws when it fails */
export async function watchProcess(
  command: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Took> {
  const startMs = performance.now()
  const child = spawn(command, args, {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  let cpuSeconds = 0
  let peakMemoryMiB = 0
  const look = (): void => {
    try {
      const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
      cpuSeconds = (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND
      const peak = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]
      if (peak !== undefined) peakMemoryMiB = Number(peak) / 1024
    } catch {
      // It has just ended.
    }
  }
  const timer = setInterval(look, LOOK_EVERY_MS)
  const [code] = (await once(child, 'exit')) as [number | null]
  clearInterval(timer)
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}`)
  return { seconds: (performance.now() - startMs) / 1000, cpuSeconds, peakMemoryMiB }
}
