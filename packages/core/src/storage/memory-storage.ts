import * as Y from 'yjs'
import type { Checkpoint } from '../document/checkpoint.ts'
import type { ClockPairs } from '../document/clocks.ts'
import { processLocks } from './process-locks.ts'
import type { CatalogueRow, DeviceFacts, QuarantineRow, Storage, StoredCatalogue, StoredDocument } from './storage.ts'

/** Keeps documents in this object, as if it were the disk: for tests, servers, and pages that may not store. */
export function memoryStorage(): Storage {
  const documents = new Map<string, KeptDocument>()
  const catalogues = new Map<string, { readonly rows: Map<string, CatalogueRow>; facts: DeviceFacts }>()
  const quarantines = new Map<string, Map<string, QuarantineRow>>()

  return {
    openDocument(name, doc) {
      const kept = documents.get(name) ?? { updates: [], committed: [], checkpoint: undefined }
      documents.set(name, kept)
      kept.updates.push(Y.encodeStateAsUpdate(doc))
      return openInMemory(kept, doc)
    },
    openCatalogue(tenant) {
      const kept = catalogues.get(tenant) ?? { rows: new Map<string, CatalogueRow>(), facts: { cursor: 0 } }
      catalogues.set(tenant, kept)
      const catalogue: StoredCatalogue = {
        read: async () => ({ rows: [...kept.rows.values()], facts: kept.facts }),
        write: async (rows, facts) => {
          for (const row of rows) kept.rows.set(`${row.entity}/${row.id}`, row)
          kept.facts = facts
        },
        close: async () => {},
      }
      return catalogue
    },
    openQuarantine(tenant) {
      const rows = quarantines.get(tenant) ?? new Map<string, QuarantineRow>()
      quarantines.set(tenant, rows)
      return {
        read: async () => [...rows.values()],
        change: async (entity, id, change) => {
          const row = change(rows.get(`${entity}/${id}`))
          rows.set(`${entity}/${id}`, row)
          return row
        },
        close: async () => {},
      }
    },
    documents: async (tenant) => [...documents.keys()].filter((name) => name.startsWith(`${tenant}/`)),
    deleteDocument: async (name) => {
      documents.delete(name)
    },
    locks: processLocks(),
  }
}

interface KeptDocument {
  readonly updates: Uint8Array[]
  committed: ClockPairs
  checkpoint: Checkpoint | undefined
}

function openInMemory(kept: KeptDocument, doc: Y.Doc): StoredDocument {
  const origin = {}
  const keep = (update: Uint8Array, from: unknown): void => {
    if (from !== origin) kept.updates.push(update)
  }
  doc.on('update', keep)
  const loaded = Promise.resolve().then(() => {
    doc.transact(() => {
      for (const update of [...kept.updates]) Y.applyUpdate(doc, update)
    }, origin)
  })
  return {
    loaded,
    owns: (from) => from === origin,
    flush: () => loaded,
    readCommitted: async () => kept.committed,
    writeCommitted: async (committed) => {
      kept.committed = committed
    },
    readCheckpoint: async () => kept.checkpoint,
    writeCheckpoint: async (checkpoint) => {
      kept.checkpoint = checkpoint
    },
    close: async () => {
      doc.off('update', keep)
    },
  }
}
