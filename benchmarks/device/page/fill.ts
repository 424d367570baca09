import { type CatalogueRow, memoryStorage } from '@docket/core'
import * as Y from 'yjs'
import { type Disk, idsOf, nameOf, openOrder, openTill, recordNth, storageOf, TENANT } from './till.ts'
import { writeAsStock } from './write-as-stock.ts'

/** So many documents are written at a time. */
const BATCH = 50

/** Puts committed orders on disk, each event an update of its own as a till writes them, and their catalogue. */
export async function fillDocuments(disk: Disk, count: number, events: number): Promise<void> {
  const updates = await updatesOfOrder(events)
  const names = idsOf(count).map(nameOf)
  const write = disk === 'oneDatabaseStorage' ? writeToOneDatabase : writeAsStock
  for (let from = 0; from < count; from += BATCH) await write(names.slice(from, from + BATCH), updates)
  await fillCatalogue(count)
}

async function writeToOneDatabase(names: readonly string[], updates: readonly Uint8Array[]): Promise<void> {
  const storage = storageOf('oneDatabaseStorage')
  const docs = names.map((name) => {
    const doc = new Y.Doc()
    return { doc, stored: storage.openDocument(name, doc) }
  })
  await Promise.all(docs.map(({ stored }) => stored.loaded))
  for (const { doc } of docs) for (const update of updates) Y.applyUpdate(doc, update)
  await Promise.all(
    docs.flatMap(({ doc, stored }) => [
      stored.flush(),
      stored.writeCommitted([...Y.decodeStateVector(Y.encodeStateVector(doc))]),
    ]),
  )
  await Promise.all(docs.map(({ stored }) => stored.close()))
}

export async function fillCatalogue(count: number): Promise<void> {
  const catalogue = storageOf('indexeddbStorage').openCatalogue(TENANT)
  await catalogue.write(idsOf(count).map(rowOf), { cursor: count })
  await catalogue.close()
}

function rowOf(id: string, index: number): CatalogueRow {
  const summary = {
    table_number: (index % 40) + 1,
    status: index % 5 === 0 ? 'open' : 'paid',
    total_minor: 100 * index,
  }
  return { entity: 'order', id, summary, seq: index + 1, uncommitted: 0, rejected: 0 }
}

/** The updates that a till emits for an order, one an event. */
async function updatesOfOrder(events: number): Promise<Uint8Array[]> {
  const disk = memoryStorage()
  const updates: Uint8Array[] = []
  const till = openTill({
    ...disk,
    openDocument(name, doc) {
      doc.on('update', (update: Uint8Array) => updates.push(update))
      return disk.openDocument(name, doc)
    },
  })
  const doc = openOrder(till, 'o')
  await doc.loaded
  for (let n = 0; n < events; n++) recordNth(doc, n)
  await till.close()
  return updates
}
