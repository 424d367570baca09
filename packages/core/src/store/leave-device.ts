import { tickOf } from '../clock/event-id.ts'
import { DocumentLog } from '../document/document-log.ts'
import type { Entity } from '../entity/entity.ts'
import type { Storage } from '../storage/storage.ts'
import { readStored } from './read-stored.ts'

/** What became of a document that was to leave this device; `newestMs` is when its last event happened. */
export type Leaving = { readonly kind: 'left' | 'needed' } | { readonly kind: 'young'; readonly newestMs: number }

export interface Leaver {
  readonly storage: Storage
  readonly definition: Entity
  /** Under which name the storage keeps it. */
  readonly name: string
  /** Nothing has happened in it since then. */
  readonly beforeMs: number
}

/**
 * Deletes a document from this device, if nobody has it open and its own events say that nothing would be lost. It is
 * one step on disk: a crash leaves all of the document, or nothing.
 *
 * @throws StorageError
 */
export async function leaveDevice(leaver: Leaver): Promise<Leaving> {
  let leaving: Leaving = { kind: 'needed' }
  await leaver.storage.locks.alone(leaver.name, async () => {
    leaving = await judge(leaver)
    if (leaving.kind === 'left') await leaver.storage.deleteDocument(leaver.name)
  })
  return leaving
}

async function judge({ storage, definition, name, beforeMs }: Leaver): Promise<Leaving> {
  const document = new DocumentLog(definition, { isStorage: () => true, isServer: () => false }, 'when released')
  const stored = storage.openDocument(name, document.doc)
  try {
    await readStored(document, stored)
    if (document.hasOwnContent || document.rejected.length > 0) return { kind: 'needed' }
    const { newestId, state } = document.log
    if (newestId === undefined) return { kind: 'left' }
    if (definition.settled?.(definition.summary(state)) !== true) return { kind: 'needed' }
    const newestMs = tickOf(newestId).ms
    return newestMs < beforeMs ? { kind: 'left' } : { kind: 'young', newestMs }
  } finally {
    await stored.close()
    document.destroy()
  }
}
