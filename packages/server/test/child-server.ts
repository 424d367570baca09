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
  /** `kill -9`; resolves when it is gone. */
  kill(): Promise<void>
}

const SOURCES = '--conditions=@docket/source'
const START_TIMEOUT_MS = 30_000
const KEPT_OUTPUT = 20_000

/** Starts one of `subjects/` and waits until it listens. */
export async function startChildServer(
  subject: string,
  environment: Readonly<Record<string, string>>,
): Promise<ChildServer> {
  const file = fileURLToPath(new URL(`subjects/${subject}.ts`, import.meta.url))
  const child = spawn(process.execPath, [SOURCES, file], {
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
  const port = await readPort(child, () => end)
  return {
    port,
    pid,
    unexpectedEnd: () => end,
    stderr: () => stderr,
    memoryMiB: () => memoryMiB(pid),
    async kill() {
      killed = true
      child.kill('SIGKILL')
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    },
  }
}

async function readPort(child: ChildProcess, end: () => string | undefined): Promise<number> {
  let output = ''
  const port = new Promise<number>((resolve, reject) => {
    const fail = (): void => reject(new Error(`The server did not start: ${end() ?? output}`))
    const timer = setTimeout(fail, START_TIMEOUT_MS)
    child.stdout?.on('data', (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-KEPT_OUTPUT)
      const found = /^\{"port":(\d+)\}$/m.exec(output)?.[1]
      if (found === undefined) return
      clearTimeout(timer)
      resolve(Number(found))
    })
    child.once('close', () => {
      clearTimeout(timer)
      fail()
    })
  })
  return await port
}

function memoryMiB(pid: number): number {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024
  } catch {
    return Number.NaN
  }
}
