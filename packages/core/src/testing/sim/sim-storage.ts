import * as Y from 'yjs'
import { isEmptyUpdate } from '../../document/is-empty-update.ts'
import { UpdateQueue } from '../../storage/browser/update-queue.ts'
import { webLocks } from '../../storage/browser/web-locks.ts'
import type { Storage, StoredDocument } from '../../storage/storage.ts'
import type { SimDisk, StoredParts, StoreName } from './sim-disk.ts'
import type { SimProcess } from './sim-process.ts'

/** What a process of a device sees of the device's disk. */
export function simStorage(disk: SimDisk, owner: SimProcess): Storage {
  return {
    openDocument: (name, doc) => openDocument(disk, owner, name, doc),
    openCatalogue(tenant) {
      const kept = disk.catalogues.get(tenant) ?? { rows: new Map(), facts: { cursor: 0 } }
      disk.catalogues.set(tenant, kept)
      const stores = [`catalogue of ${tenant}`]
      return {
        read: () => disk.read(owner, stores, () => ({ rows: [...kept.rows.values()], facts: kept.facts })),
        write: (rows, facts) =>
          disk.write(owner, stores, () => {
            for (const row of rows) kept.rows.set(`${row.entity}/${row.id}`, row)
            kept.facts = facts
          }),
        close: async () => {},
      }
    },
    openQuarantine(tenant) {
      const rows = disk.quarantines.get(tenant) ?? new Map()
      disk.quarantines.set(tenant, rows)
      const stores = [`quarantine of ${tenant}`]
      return {
        read: () => disk.read(owner, stores, () => [...rows.values()]),
        change: (entity, id, change) =>
          disk.write(owner, stores, () => {
            const row = change(rows.get(`${entity}/${id}`))
            rows.set(`${entity}/${id}`, row)
            return row
          }),
        close: async () => {},
      }
    },
    documents: (tenant) =>
      disk.read(owner, [], () => [...disk.documents.keys()].filter((name) => name.startsWith(`${tenant}/`))),
    deleteDocument: (name) =>
      disk.write(owner, [updatesOf(name), factsOf(name)], () => void disk.documents.delete(name)),
    locks: webLocks('simulated'),
  }
}

const updatesOf = (name: string): StoreName => `updates of ${name}`
/** What is committed of it, and the checkpoint on which it builds. */
const factsOf = (name: string): StoreName => `facts of ${name}`

/** With the queue of updates that real storages have. */
function openDocument(disk: SimDisk, owner: SimProcess, name: string, doc: Y.Doc): StoredDocument {
  const origin = {}
  const parts = (): StoredParts => {
    const kept = disk.documents.get(name) ?? { updates: [], committed: [], checkpoint: undefined }
    disk.documents.set(name, kept)
    return kept
  }
  const queue = new UpdateQueue(doc, {
    async read() {
      const updates = await disk.read(owner, [updatesOf(name)], () => [...parts().updates])
      doc.transact(() => {
        for (const update of updates) Y.applyUpdate(doc, update)
      }, origin)
    },
    put: (updates) => disk.write(owner, [updatesOf(name)], () => void parts().updates.push(...updates)),
  })
  const keep = (update: Uint8Array, from: unknown): void => {
    if (from !== origin) queue.add(update)
  }
  const before = Y.encodeStateAsUpdate(doc)
  if (!isEmptyUpdate(before)) queue.add(before)
  doc.on('update', keep)
  return {
    loaded: queue.read(),
    owns: (from) => from === origin,
    flush: () => queue.flush(),
    readCommitted: () => disk.read(owner, [factsOf(name)], () => parts().committed),
    writeCommitted: (committed) =>
      disk.write(owner, [factsOf(name)], () => {
        parts().committed = committed
      }),
    readCheckpoint: () => disk.read(owner, [factsOf(name)], () => parts().checkpoint),
    writeCheckpoint: (checkpoint) =>
      disk.write(owner, [factsOf(name)], () => {
        parts().checkpoint = checkpoint
      }),
    async close() {
      doc.off('update', keep)
      await queue.close()
    },
  }
}
