import type { DocumentLog } from '../document/document-log.ts'
import type { StoredDocument } from '../storage/storage.ts'

/** Resolves when what is on disk is in the log, with the checkpoint on which it builds. @throws StorageError */
export async function readStored(document: DocumentLog, stored: StoredDocument): Promise<void> {
  try {
    const read = [stored.readCheckpoint(), stored.readCommitted(), stored.loaded] as const
    const [checkpoint, committed] = await Promise.all(read)
    document.release(checkpoint)
    document.markCommitted(committed)
  } catch (error) {
    document.release()
    throw error
  }
}
