import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from './free-port.ts'

export interface TestRedis {
  readonly url: string
  stop(): Promise<void>
}

/** Is there a Redis to test with? Without one, tests skip loudly; where `CI` is set that is an error. */
export function hasRedis(): boolean {
  if (process.env.REDIS_URL || spawnSync('redis-server', ['--version']).status === 0) return true
  const message = 'No redis-server on PATH and no REDIS_URL: the tests with several nodes cannot run.'
  if (process.env.CI) throw new Error(message)
  console.warn(`\n!!! ${message} They are SKIPPED.\n`)
  return false
}

/** An empty Redis of one's own, which keeps nothing; or the one that `REDIS_URL` names. */
export async function startTestRedis(): Promise<TestRedis> {
  const given = process.env.REDIS_URL
  if (given) return { url: given, stop: () => Promise.resolve() }
  return startRedis(await freePort())
}

/** A Redis of one's own on a port, which keeps nothing. */
export async function startRedis(port: number): Promise<TestRedis> {
  const folder = await mkdtemp(join(tmpdir(), 'docket-redis-'))
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder]
  const redis = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'inherit'] })
  let output = ''
  await new Promise<void>((resolve, reject) => {
    redis.once('error', reject)
    redis.once('exit', () => reject(new Error(`redis-server did not start:\n${output}`)))
    redis.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString()
      if (output.includes('Ready to accept connections')) resolve()
    })
  })
  return {
    url: `redis://127.0.0.1:${port}`,
    async stop() {
      if (redis.exitCode === null && redis.signalCode === null) {
        const exited = once(redis, 'exit')
        redis.kill()
        await exited
      }
      await rm(folder, { recursive: true, force: true })
    },
  }
}
