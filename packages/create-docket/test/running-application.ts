import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { environment } from './run.ts'

export interface RunningApplication {
  readonly url: string
  /** As somebody does who presses Ctrl-C; nothing when it is stopped already. */
  stop(): Promise<void>
}

/** Starts a created application with its own `start`. */
export async function startApplication(cwd: string, packageManager: string, port: number): Promise<RunningApplication> {
  const env = { ...environment(), PORT: String(port) }
  const child = spawn(packageManager, ['start'], { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'inherit'] })
  const { pid } = child
  if (pid === undefined) throw new Error(`${packageManager} cannot be run`)
  const kill = (): void => void process.kill(-pid, 'SIGKILL')
  process.once('exit', kill)
  const exited = once(child, 'exit').then(() => process.off('exit', kill))
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /^Open (http:\/\/localhost:\d+)$/.exec(line)?.[1]
    if (url === undefined) continue
    // What it prints from now on is thrown away, or the pipe would fill up.
    child.stdout.resume()
    return {
      url,
      async stop() {
        if (child.exitCode === null && child.signalCode === null) process.kill(-pid, 'SIGINT')
        await exited
      },
    }
  }
  throw new Error('the application ended before it was open')
}
