import { readFileSync, rmSync } from 'node:fs'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { isAlive, readPostmaster, signalProcess } from '../../src/ledger/embedded/postmaster.ts'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/ledger/embedded-postgres.ts'
import { waitUntil } from '../wait-until.ts'

/** A PostgreSQL of the harness' own, which it kills. */
export class KillablePostgres {
  readonly #folder: string
  readonly #dataDir: string
  #running: EmbeddedPostgres
  #postmaster: number
  readonly url: string

  private constructor(folder: string, dataDir: string, running: EmbeddedPostgres, postmaster: number) {
    this.#folder = folder
    this.#dataDir = dataDir
    this.#running = running
    this.#postmaster = postmaster
    this.url = running.url
  }

  static async start(): Promise<KillablePostgres> {
    const folder = await mkdtemp(join(tmpdir(), 'docket-crash-'))
    // For root, Postgres runs as somebody else, who must get through.
    await chmod(folder, 0o711)
    process.once('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 20 }))
    const dataDir = join(folder, 'postgres')
    const running = await startEmbeddedPostgres({ dataDir })
    return new KillablePostgres(folder, dataDir, running, await postmasterOf(dataDir))
  }

  /** `kill -9` of all its processes, before this call returns; resolves when they are gone. */
  async kill(): Promise<void> {
    const all = [this.#postmaster, ...childrenOf(this.#postmaster)]
    for (const pid of all) signalProcess(pid, 'SIGKILL')
    await waitUntil('the processes of PostgreSQL are gone', () => !all.some(isRunning))
    await this.#running.stop()
  }

  /** Starts it again at the same address; it recovers by itself. */
  async restart(): Promise<void> {
    const port = Number(new URL(this.url).port)
    this.#running = await startEmbeddedPostgres({ dataDir: this.#dataDir, port })
    this.#postmaster = await postmasterOf(this.#dataDir)
  }

  async createDatabase(name: string): Promise<string> {
    await this.#execute(`create database ${name}`)
    const url = new URL(this.url)
    url.pathname = `/${name}`
    return url.href
  }

  async dropDatabase(name: string): Promise<void> {
    await this.#execute(`drop database if exists ${name} with (force)`)
  }

  async stop(): Promise<void> {
    await this.#running.stop()
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 20 })
  }

  async #execute(sql: string): Promise<void> {
    const client = new pg.Client({ connectionString: this.url })
    await client.connect()
    try {
      await client.query(sql)
    } finally {
      await client.end()
    }
  }
}

async function postmasterOf(dataDir: string): Promise<number> {
  const postmaster = await readPostmaster(dataDir)
  if (postmaster === undefined) throw new Error(`No PostgreSQL runs in ${dataDir}`)
  return postmaster.pid
}

/** Where there is no /proc: none, they end by themselves when they miss the postmaster. */
function childrenOf(pid: number): number[] {
  return readText(`/proc/${pid}/task/${pid}/children`).split(' ').filter(Boolean).map(Number)
}

/** A zombie that nobody waits for has ended too. */
function isRunning(pid: number): boolean {
  return isAlive(pid) && !/\) [ZX] /.test(readText(`/proc/${pid}/stat`))
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
