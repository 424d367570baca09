import { appendFile, chown, copyFile, mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { readPostmaster, signalProcess } from '../../src/ledger/embedded/postmaster.ts'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/ledger/embedded-postgres.ts'
import { waitUntil } from '../wait-until.ts'
import { copyRunning } from './copy-running.ts'

/** A PostgreSQL that archives its write-ahead log, and can be restored from a base backup and that archive. */
export class ArchivedPostgres {
  readonly #folder: string
  readonly #dataDir: string
  #running: EmbeddedPostgres

  private constructor(folder: string, dataDir: string, running: EmbeddedPostgres) {
    this.#folder = folder
    this.#dataDir = dataDir
    this.#running = running
  }

  /** @param folder of its own, which whoever runs PostgreSQL may enter */
  static async start(folder: string): Promise<ArchivedPostgres> {
    const dataDir = join(folder, 'original')
    await (await startEmbeddedPostgres({ dataDir })).stop()
    const archive = join(folder, 'archive')
    await mkdir(archive)
    await giveTo(dataDir, archive)
    const settings = `archive_mode = on\narchive_command = 'test ! -f ${archive}/%f && cp %p ${archive}/%f'\n`
    await appendFile(join(dataDir, 'postgresql.conf'), settings)
    return new ArchivedPostgres(folder, dataDir, await startEmbeddedPostgres({ dataDir }))
  }

  get url(): string {
    return this.#running.url
  }

  /** What pg_basebackup does, which the embedded PostgreSQL does not have. */
  async baseBackup(): Promise<void> {
    const client = new pg.Client({ connectionString: this.url })
    await client.connect()
    try {
      await client.query(`select pg_backup_start('docket', true)`)
      const copy = join(this.#folder, 'base')
      await copyRunning(this.#dataDir, copy)
      const { rows } = await client.query<{ labelfile: string }>('select * from pg_backup_stop(true)')
      await writeFile(join(copy, 'backup_label'), rows[0]?.labelfile ?? '')
    } finally {
      await client.end()
    }
  }

  /** Resolves when everything up to now is in the archive. */
  async archiveNow(): Promise<void> {
    const client = new pg.Client({ connectionString: this.url })
    await client.connect()
    try {
      const { rows } = await client.query<{ file: string }>('select pg_walfile_name(pg_switch_wal()) as file')
      const archive = join(this.#folder, 'archive')
      await waitUntil('the log is archived', async () => (await readdir(archive)).includes(rows[0]?.file ?? ''))
    } finally {
      await client.end()
    }
  }

  /** The machine is gone, and what it had not archived. */
  async destroy(): Promise<void> {
    const postmaster = await readPostmaster(this.#dataDir)
    if (postmaster !== undefined) signalProcess(postmaster.pid, 'SIGQUIT')
    await this.#running.stop()
    await rm(this.#dataDir, { recursive: true })
  }

  /** Another one, from the base backup and the archive. */
  async restore(): Promise<void> {
    const base = join(this.#folder, 'base')
    await copyFile(`${this.#dataDir}.password`, `${base}.password`)
    const archive = join(this.#folder, 'archive')
    await appendFile(join(base, 'postgresql.conf'), `archive_mode = off\nrestore_command = 'cp ${archive}/%f %p'\n`)
    await writeFile(join(base, 'recovery.signal'), '')
    const owner = await stat(archive)
    for (const entry of ['', ...(await readdir(base, { recursive: true }))])
      await chown(join(base, entry), owner.uid, owner.gid)
    this.#running = await startEmbeddedPostgres({ dataDir: base })
    const client = new pg.Client({ connectionString: this.url })
    await client.connect()
    try {
      await waitUntil('the recovery is over', async () => {
        const { rows } = await client.query<{ over: boolean }>('select not pg_is_in_recovery() as over')
        return rows[0]?.over === true
      })
    } finally {
      await client.end()
    }
  }

  async stop(): Promise<void> {
    await this.#running.stop()
  }
}

async function giveTo(likeThis: string, path: string): Promise<void> {
  const { uid, gid } = await stat(likeThis)
  await chown(path, uid, gid)
}
