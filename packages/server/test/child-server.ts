import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A server under test: a process of its own, which may be killed at any moment. */
export interface ChildServer {
  readonly port: number
  readonly pid: number
  /** How it ended, while nobody had killed it: that must not happen. */
  readonly unexpectedEnd: () => string | undefined
  /** The end of what it wrote to its standard error. */
  readonly stderr: () => string
  /** Resident memory now, MiB; NaN where there is no /proc. */
  readonly memoryMiB: () => number
  /** What it uses of it after a garbage collection, MiB. */
  usedMiB(): Promise<number>
  /** How many of Hocuspocus' documents are in its heap, open or not. */
  documents(): Promise<number>
  /** What it holds after a garbage collection. */
  usage(): Promise<Usage>
  /** SIGTERM; resolves with its exit code when it is gone, null when a signal has ended it. */
  terminate(): Promise<number | null>
  /** `kill -9`; resolves when it is gone. */
  kill(): Promise<void>
}

const SOURCES = '--conditions=@docket/source'
const TIMEOUT_MS = 120_000
const KEPT_OUTPUT = 20_000

/** Starts one of `subjects/` and waits until it listens. */
export async function startChildServer(
  subject: string,
  environment: Readonly<Record<string, string>>,
): Promise<ChildServer> {
  const file = fileURLToPath(new URL(`subjects/${subject}.ts`, import.meta.url))
  const child = spawn(process.execPath, [SOURCES, '--expose-gc', file], {
    // Every start compiles the same sources.
    env: { NODE_COMPILE_CACHE: join(tmpdir(), 'docket-compile-cache'), ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const killWithUs = (): boolean => child.kill('SIGKILL')
  process.once('exit', killWithUs)
  let killed = false
  let end: string | undefined
  let stderr = ''
  child.once('exit', (code, signal) => {
    process.off('exit', killWithUs)
    if (!killed) end = `the server ended with ${code ?? signal}:\n${stderr}`
  })
  child.stderr.on('data', (chunk: Buffer) => {
    stderr = (stderr + chunk.toString()).slice(-KEPT_OUTPUT)
  })
  const { pid = 0 } = child
  const port = Number(
    await lineOf(child, /^\{"port":(\d+)\}$/m).catch((error: Error) => {
      throw new Error(`${error.message}\n${stderr}`)
    }),
  )
  return {
    port,
    pid,
    unexpectedEnd: () => end,
    stderr: () => stderr,
    memoryMiB: () => memoryMiB(pid),
    usedMiB: async () => Number((await reportOf(child)).usedBytes) / 2 ** 20,
    documents: async () => (await reportOf(child)).documents,
    usage: () => reportOf(child),
    async terminate() {
      killed = true
      child.kill('SIGTERM')
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
      return child.exitCode
    },
    async kill() {
      killed = true
      child.kill('SIGKILL')
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    },
  }
}

/** What Docket's `subjects/` print; the others tell `usedBytes` only. */
export interface Usage {
  readonly usedBytes: number
  readonly documents: number
  /** Resident, of the whole process. */
  readonly residentBytes: number
  /** At most so many bytes of heap. */
  readonly heapLimitBytes: number
  /** TCP connections, of clients and to Postgres. */
  readonly sockets: number
}

async function reportOf(child: ChildProcess): Promise<Usage> {
  const line = lineOf(child, /^(\{"usedBytes":.*\})$/m)
  child.kill('SIGUSR2')
  return JSON.parse(await line)
}

/** What the first line that matches says. */
function lineOf(child: ChildProcess, pattern: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = ''
    const settle = (end: () => void): void => {
      clearTimeout(timer)
      child.stdout?.off('data', look)
      child.off('close', fail)
      end()
    }
    const fail = (): void => settle(() => reject(new Error(`The server did not say ${pattern}: ${output}`)))
    const look = (chunk: Buffer): void => {
      output = (output + chunk.toString()).slice(-KEPT_OUTPUT)
      const found = pattern.exec(output)?.[1]
      if (found !== undefined) settle(() => resolve(found))
    }
    const timer = setTimeout(fail, TIMEOUT_MS)
    child.stdout?.on('data', look)
    child.once('close', fail)
  })
}

function memoryMiB(pid: number): number {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024
  } catch {
    return Number.NaN
  }
}
