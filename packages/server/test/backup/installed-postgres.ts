import { execFile, execFileSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { chown, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { freePort } from '@docket/test-support/free-port'
import { chooseRunAs } from '../../src/ledger/embedded/run-as.ts'

const run = promisify(execFile)
const NEEDED = ['initdb', 'pg_ctl', 'pg_dump', 'pg_restore', 'pg_basebackup', 'createdb']

/** A PostgreSQL with all its tools, where this machine has one. */
export function findPostgres(): string | undefined {
  const debian = '/usr/lib/postgresql'
  const candidates = existsSync(debian) ? readdirSync(debian).map((version) => join(debian, version, 'bin')) : []
  try {
    candidates.unshift(execFileSync('pg_config', ['--bindir'], { encoding: 'utf8' }).trim())
  } catch {
    // There is no pg_config.
  }
  return candidates.find((folder) => NEEDED.every((program) => existsSync(join(folder, program))))
}

/** Runs the programs of an installed PostgreSQL, as a user whom it suffers. */
export class InstalledPostgres {
  readonly #bin: string
  readonly #folder: string

  constructor(bin: string, folder: string) {
    this.#bin = bin
    this.#folder = folder
  }

  /** Makes and starts a database; gives its port. */
  async create(name: string): Promise<number> {
    const dataDir = join(this.#folder, name)
    await mkdir(dataDir, { mode: 0o700 })
    const user = await chooseRunAs(dataDir)
    if (user !== undefined) await chown(dataDir, user.uid, user.gid)
    await this.run('initdb', '-D', dataDir, '-U', 'docket', '--auth=trust', '--encoding=UTF8', '--locale=C')
    return this.start(name)
  }

  async start(name: string): Promise<number> {
    const port = await freePort()
    const options = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=''`
    const log = join(this.#folder, name, 'log')
    await this.run('pg_ctl', 'start', '-w', '-D', join(this.#folder, name), '-l', log, '-o', options)
    return port
  }

  async stop(name: string): Promise<void> {
    await this.run('pg_ctl', 'stop', '-m', 'immediate', '-D', join(this.#folder, name))
  }

  async run(program: string, ...args: readonly string[]): Promise<void> {
    const user = await chooseRunAs(join(this.#folder, 'nothing'))
    await run(join(this.#bin, program), [...args], { ...user, cwd: this.#folder })
  }
}
