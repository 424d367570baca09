import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { waitUntil } from './wait-until.ts'

/** `docket start` as a process of its own. */
export interface CliServer {
  readonly port: number
  readonly url: string
  /** Everything that it wrote until now, to whichever stream. */
  output(): string
  signal(signal: 'SIGTERM' | 'SIGKILL'): void
  /** The exit code; null when a signal has ended it. */
  readonly ended: Promise<number | null>
}

const CLI = fileURLToPath(new URL('../src/cli.ts', import.meta.url))
const TALLY = fileURLToPath(new URL('tally.ts', import.meta.url))

/** Serves the tally entity. */
export async function startCliServer(environment: Readonly<Record<string, string>>): Promise<CliServer> {
  const child = spawn(process.execPath, ['--conditions=@docket/source', CLI, 'start', '--entities', TALLY], {
    env: {
      NODE_COMPILE_CACHE: join(tmpdir(), 'docket-compile-cache'),
      PATH: process.env.PATH,
      PORT: '0',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const killWithUs = (): boolean => child.kill('SIGKILL')
  process.once('exit', killWithUs)
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString()
    })
  }
  const ended = once(child, 'close').then(([code]: (number | null)[]) => {
    process.off('exit', killWithUs)
    return code ?? null
  })
  const portOf = (): string | undefined => /at http:\/\/localhost:(\d+)\n/.exec(output)?.[1]
  await waitUntil(
    () => `the server listens; it wrote:\n${output}`,
    () => portOf() !== undefined || child.exitCode !== null,
  )
  const port = Number(portOf())
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    output: () => output,
    signal: (signal) => void child.kill(signal),
    ended,
  }
}
