import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'

export interface RunOptions {
  readonly cwd: string
  readonly env?: NodeJS.ProcessEnv
}

/** Runs a program to its end; gives what it printed. @throws with all of that when it fails */
export async function run(program: string, args: readonly string[], { cwd, env }: RunOptions): Promise<string> {
  const child = spawn(program, args, { cwd, env: { ...environment(), ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  const [out, errors, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  if (code === 0) return out
  throw new Error(`${program} ${args.join(' ')} ended with ${code}\n${out}${errors}`)
}

/** As in a shell of its own: without what the tests and whoever runs them have set for themselves. */
export function environment(): NodeJS.ProcessEnv {
  const ofOthers = /^(npm_|pnpm_|VITEST|NODE_ENV$|DATABASE_URL$|PORT$|TEST$|DEV$|PROD$|MODE$)/i
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !ofOthers.test(name)))
}
