import type { DocumentLog } from '../document/document-log.ts'
import type { StoredDocument } from '../storage/storage.ts'

/** Resolves when what is on disk is in the log, with the checkpoint on which it builds. @throws StorageError */
export async function readStored(document: DocumentLog, stored: StoredDocument): Promise<void> {
  const [checkpoint, committed] = await Promise.all([stored.readCheckpoint(), stored.readCommitted(), stored.loaded])
  // Whoever was killed between the two has the checkpoint on disk, and not yet the items for which it stands.
  if (checkpoint !== undefined) document.rebase(checkpoint, document)
  document.markCommitted(committed)
}
