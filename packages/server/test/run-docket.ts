import { type ChildProcess, execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const CLI = fileURLToPath(new URL('../src/cli.ts', import.meta.url))

/** How a command ended. */
export interface Ended {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

export interface Started {
  readonly ended: Promise<Ended>
  kill(signal: NodeJS.Signals): void
}

/** Runs the command line in a folder, with no other environment than this. */
export function runDocket(
  cwd: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  return startDocket(cwd, args, environment).ended
}

export function startDocket(
  cwd: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Started {
  const options = { cwd, env: { PATH: process.env.PATH, ...environment } }
  const command = ['--conditions=@docket/source', CLI, ...args]
  let child: ChildProcess | undefined
  const ended = new Promise<Ended>((resolve) => {
    child = execFile(process.execPath, command, options, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr })
    })
  })
  return { ended, kill: (signal) => void child?.kill(signal) }
}
