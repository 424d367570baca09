import { type Checkpoint, coveredClocks } from '../document/checkpoint.ts'
import { DocumentLog } from '../document/document-log.ts'
import type { Entity } from '../entity/entity.ts'
import type { Storage } from '../storage/storage.ts'
import { readStored } from './read-stored.ts'

export interface Shortening {
  readonly storage: Storage
  readonly definition: Entity
  /** Under which name the storage keeps it. */
  readonly name: string
  readonly checkpoint: Checkpoint
}

/**
 * Puts a checkpoint in the place of what it covers of a document on disk, if nobody has it open, all of it is committed
 * and at least half of it is covered. A device that dies meanwhile has the document whole, or not at all, or short of
 * what the server sends again.
 *
 * @throws StorageError
 */
export async function shortenDocument(shortening: Shortening): Promise<boolean> {
  let isShort = false
  await shortening.storage.locks.alone(shortening.name, async () => {
    const tail = await readTail(shortening)
    if (tail === undefined) return
    await writeShort(shortening, tail)
    isShort = true
  })
  return isShort
}

/** What the checkpoint does not cover, as an update; undefined when it is not worth it, or something would be lost. */
async function readTail({ storage, definition, name, checkpoint }: Shortening): Promise<Uint8Array | undefined> {
  const document = newLog(definition)
  const stored = storage.openDocument(name, document.doc)
  try {
    await readStored(document, stored)
    if (document.hasOwnContent || !document.accepts(checkpoint)) return undefined
    const { entries, before } = document.log
    const covered = checkpoint.events - before
    return covered > 0 && covered * 2 >= entries.length ? document.missingFrom(coveredClocks(checkpoint)) : undefined
  } finally {
    await stored.close()
    document.destroy()
  }
}

async function writeShort({ storage, definition, name, checkpoint }: Shortening, tail: Uint8Array): Promise<void> {
  await storage.deleteDocument(name)
  const document = newLog(definition)
  const stored = storage.openDocument(name, document.doc)
  try {
    await stored.loaded
    await stored.writeCheckpoint(checkpoint)
    document.release(checkpoint)
    document.take(tail)
    await stored.flush()
    await stored.writeCommitted(document.committed)
  } finally {
    await stored.close()
    document.destroy()
  }
}

function newLog(definition: Entity): DocumentLog {
  return new DocumentLog(definition, { isStorage: () => true, isServer: () => false }, 'when released')
}
