import { readFile, rm } from 'node:fs/promises'
import { createFile } from './create-file.ts'
import { isAlive } from './postmaster.ts'

const mine = new Set<string>()

/**
 * Makes this process the one that starts and stops a data directory. False while another live process is that, or
 * another part of this one.
 */
export async function claim(ownerFile: string): Promise<boolean> {
  if (mine.has(ownerFile)) return false
  if (await createFile(ownerFile, String(process.pid))) {
    mine.add(ownerFile)
    return true
  }
  const owner = Number(await readFile(ownerFile, 'utf8').catch(() => '0'))
  if (owner > 0 && owner !== process.pid && isAlive(owner)) return false
  await rm(ownerFile, { force: true })
  return claim(ownerFile)
}

export async function release(ownerFile: string): Promise<void> {
  mine.delete(ownerFile)
  await rm(ownerFile, { force: true })
}
