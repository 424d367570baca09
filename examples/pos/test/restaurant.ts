import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const MAIN = fileURLToPath(new URL('../demo/main.ts', import.meta.url))
const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const CLI = `${ROOT}packages/server/src/cli.ts`
const SOURCES = '--conditions=@docket/source'

/** The restaurant's server as `npm start` runs it, in a process of its own. */
export interface Restaurant {
  readonly url: string
  /** `kill -9`. */
  kill(): Promise<void>
  /** Runs `docket` with the same settings; gives what it prints. */
  docket(...args: readonly string[]): Promise<string>
}

export async function openRestaurant(port: number, databaseUrl: string): Promise<Restaurant> {
  const env = { ...process.env, PORT: String(port), DATABASE_URL: databaseUrl, NODE_ENV: '' }
  const child = spawn(process.execPath, [SOURCES, MAIN], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  process.once('exit', () => child.kill('SIGKILL'))
  const url = await addressPrinted(child)
  return {
    url,
    async kill() {
      child.kill('SIGKILL')
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    },
    async docket(...args) {
      const command = spawn(process.execPath, [SOURCES, CLI, ...args], { env, stdio: ['ignore', 'pipe', 'inherit'] })
      const chunks: Buffer[] = []
      command.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
      const [code] = await once(command, 'close')
      if (code !== 0) throw new Error(`docket ${args.join(' ')} ended with ${code}`)
      return Buffer.concat(chunks).toString()
    },
  }
}

/** The address that it prints for people is the first sign that it is open. */
async function addressPrinted(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('the restaurant has no output')
  const lines = createInterface({ input: child.stdout })
  for await (const line of lines) {
    const url = /^\s*(http:\/\/localhost:\d+)/.exec(line)?.[1]
    if (url === undefined) continue
    // What it logs from now on is thrown away, or the pipe would fill up.
    child.stdout.resume()
    return url
  }
  throw new Error('the restaurant closed before it opened')
}
