import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { type Job, type JobResult, STARTED } from './clients/job.ts'

/** A job that runs in a process of its own. */
export interface RunningJob {
  /** Resolves when it has begun. */
  readonly started: Promise<void>
  tell(line: string): void
  readonly result: Promise<JobResult>
}

const SOURCES = '--conditions=@docket/source'
/** Whoever waits for an event that never comes waits for ever. */
const PATIENCE_MS = 90_000

export function runClients(job: Job): RunningJob {
  const file = fileURLToPath(new URL('clients/main.ts', import.meta.url))
  const child = spawn(process.execPath, [SOURCES, file], { stdio: ['pipe', 'pipe', 'inherit'], timeout: PATIENCE_MS })
  const lines = createInterface({ input: child.stdout })
  child.stdin.write(`${JSON.stringify(job)}\n`)
  const started = new Promise<void>((resolve) => lines.on('line', (line) => line === STARTED && resolve()))
  const result = (async () => {
    let last = ''
    lines.on('line', (line) => {
      last = line
    })
    const [code, signal] = (await once(child, 'close')) as [number | null, string | null]
    if (code !== 0) throw new Error(`clients (${job.kind}) ended with ${code ?? signal}`)
    return JSON.parse(last) as JobResult
  })()
  // Who waits for the start hears of an end before it, too.
  return {
    started: Promise.race([started, result.then(() => undefined)]),
    tell: (line) => child.stdin.write(`${line}\n`),
    result,
  }
}
