import { rmSync } from 'node:fs'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { startEmbeddedPostgres } from '../packages/server/src/ledger/embedded-postgres.ts'
import type {} from './src/database.ts'

interface Running {
  readonly url: string
  stop(): Promise<void>
}

interface Shared {
  users: number
  running: Promise<Running>
}

/** Every project loads this file anew, so what they share is kept on the process. */
const holder = globalThis as { docketTestPostgres?: Shared }

/** One Postgres for all projects of the run: `DATABASE_URL`, or an embedded one in a temporary folder. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const shared = holder.docketTestPostgres ?? { users: 0, running: start() }
  holder.docketTestPostgres = shared
  shared.users++
  const { url, stop } = await shared.running
  project.provide('postgresUrl', url)
  return async () => {
    if (--shared.users > 0) return
    delete holder.docketTestPostgres
    await stop()
  }
}

async function start(): Promise<Running> {
  const given = process.env.DATABASE_URL
  if (given) return { url: given, stop: () => Promise.resolve() }
  const folder = await mkdtemp(join(tmpdir(), 'docket-test-'))
  // For root, Postgres runs as somebody else, who must get through.
  await chmod(folder, 0o711)
  const postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'postgres') })
  // The tear-down does not run after Ctrl-C.
  process.once('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 20 }))
  return {
    url: postgres.url,
    async stop() {
      await postgres.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
