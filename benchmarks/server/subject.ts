import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { type Load, type LoadResult, STARTED } from './load.ts'

/** A server under test: a process of its own. */
export interface Subject {
  readonly name: string
  readonly url: string
  /** Most resident memory so far, MiB. */
  peakMemoryMiB(): number
  /** CPU time of the process so far, seconds. */
  cpuSeconds(): number
  stop(): Promise<void>
}

const SOURCES = '--conditions=@docket/source'
const WITHOUT_SETTINGS = {
  PORT: '0',
  REDIS_URL: '',
  DOCKET_NOTIFICATIONS: '',
  DOCKET_JWKS_URL: '',
  DOCKET_SIGNING_KEY: '',
}
const TICKS_PER_SECOND = 100

/** Starts one of `subjects/`. */
export function startSubject(name: string, environment: Readonly<Record<string, string>>): Promise<Subject> {
  return startServer(name, new URL(`subjects/${name}.ts`, import.meta.url), environment)
}

/** @param environment the settings of the server; those of whoever runs this do not count */
export async function startServer(
  name: string,
  source: URL,
  environment: Readonly<Record<string, string>>,
): Promise<Subject> {
  const file = fileURLToPath(source)
  const child = spawn(process.execPath, [SOURCES, file], {
    env: { ...process.env, ...WITHOUT_SETTINGS, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const port = await readPort(child)
  const proc = (what: string): string => readFileSync(`/proc/${child.pid}/${what}`, 'utf8')
  return {
    name,
    url: `ws://127.0.0.1:${port}/sync`,
    peakMemoryMiB: () => Number(/VmHWM:\s+(\d+)/.exec(proc('status'))?.[1] ?? Number.NaN) / 1024,
    cpuSeconds() {
      const fields = proc('stat').split(') ')[1]?.split(' ') ?? []
      return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND
    },
    async stop() {
      child.kill('SIGKILL')
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    },
  }
}

/** @param onStarted when everything is open and the first update leaves */
export async function runLoad(load: Load, onStarted: () => void): Promise<LoadResult> {
  const file = fileURLToPath(new URL('load.ts', import.meta.url))
  const child = spawn(process.execPath, [SOURCES, file], { stdio: ['pipe', 'pipe', 'inherit'] })
  child.stdin.end(JSON.stringify(load))
  let result: LoadResult | undefined
  for await (const line of createInterface({ input: child.stdout })) {
    if (line === STARTED) onStarted()
    else result = JSON.parse(line) as LoadResult
  }
  if (result === undefined) throw new Error('the load generator ended without a result')
  return result
}

async function readPort(child: ChildProcess): Promise<number> {
  if (child.stdout === null) throw new Error('the subject has no output')
  for await (const line of createInterface({ input: child.stdout })) {
    // workerd says more of it than others.
    if (/^\{.*"port":/.test(line)) return (JSON.parse(line) as { port: number }).port
  }
  throw new Error('the subject ended before it listened')
}
