import { execFile } from 'node:child_process'
import { GitFailedError, GitMissingError } from './check-errors.ts'

const MAX_OUTPUT = 64 * 1024 * 1024

interface GitOptions {
  readonly environment?: Readonly<Record<string, string>>
  /** Kills it; whoever waits for git hears of that when it is gone. */
  readonly signal?: AbortSignal
}

/** What git prints; undefined when it exits with another code than 0. @throws GitMissingError */
export async function tryGit(cwd: string, args: readonly string[]): Promise<string | undefined> {
  const { code, stdout } = await run(cwd, args, {})
  return code === 0 ? stdout : undefined
}

/** @throws GitMissingError, GitFailedError */
export async function git(cwd: string, args: readonly string[], options: GitOptions = {}): Promise<string> {
  const { code, stdout, stderr } = await run(cwd, args, options)
  if (code !== 0) throw new GitFailedError(args[0] ?? '', stderr)
  return stdout
}

interface Ended {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

function run(cwd: string, args: readonly string[], { environment, signal }: GitOptions): Promise<Ended> {
  const options = { cwd, maxBuffer: MAX_OUTPUT, env: { ...process.env, ...environment } }
  return new Promise((resolve, reject) => {
    const kill = (): boolean => child.kill('SIGKILL')
    const child = execFile('git', args, options, (error, stdout, stderr) => {
      signal?.removeEventListener('abort', kill)
      if (error !== null && typeof error.code !== 'number') reject(new GitMissingError({ cause: error }))
      else resolve({ code: Number(error?.code ?? 0), stdout, stderr })
    })
    signal?.addEventListener('abort', kill)
    if (signal?.aborted === true) kill()
  })
}
