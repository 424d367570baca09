import { chmod, mkdir, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'

/** The user and group that PostgreSQL's programs run as. */
export interface RunAs {
  readonly uid: number
  readonly gid: number
}

const NOBODY: RunAs = { uid: 65534, gid: 65534 }

/**
 * PostgreSQL refuses to run as root, so root runs it as the owner of the data directory, or as nobody while there is
 * none. Anybody else runs it as themselves: undefined.
 */
export async function chooseRunAs(dataDir: string): Promise<RunAs | undefined> {
  if (process.getuid?.() !== 0) return undefined
  const owner = await stat(dataDir).catch(() => undefined)
  return owner === undefined || owner.uid === 0 ? NOBODY : { uid: owner.uid, gid: owner.gid }
}

/** May this user enter, or execute, the path and every folder above it? */
export async function canReach(path: string, user: RunAs): Promise<boolean> {
  for (let at = resolve(path); ; at = dirname(at)) {
    const { mode, uid, gid } = await stat(at)
    const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001
    if ((mode & bit) === 0) return false
    if (at === dirname(at)) return true
  }
}

/** Makes a folder that others may go through, but not look into, whatever the umask. */
export async function makePassable(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  await chmod(folder, 0o711)
}
