import { copyFile, lstat, mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'

// What a base backup leaves out; the log of what happens is archived.
const LEFT_OUT = new Set(['postmaster.pid', 'postmaster.opts', 'pg_wal', 'pg_replslot'])

/** Copies the files of a PostgreSQL that runs, between `pg_backup_start` and `pg_backup_stop`: some vanish meanwhile. */
export async function copyRunning(from: string, to: string): Promise<void> {
  await mkdir(to, { mode: 0o700 })
  for (const empty of ['pg_wal', 'pg_replslot']) await mkdir(join(to, empty), { mode: 0o700 })
  await copyFolder(from, to, LEFT_OUT)
}

async function copyFolder(from: string, to: string, leftOut: ReadonlySet<string>): Promise<void> {
  for (const name of await readdir(from)) {
    if (leftOut.has(name)) continue
    const [source, target] = [join(from, name), join(to, name)]
    try {
      if ((await lstat(source)).isDirectory()) {
        await mkdir(target, { mode: 0o700 })
        await copyFolder(source, target, new Set())
      } else await copyFile(source, target)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    }
  }
}
