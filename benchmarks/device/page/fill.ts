import { type CatalogueRow, type JsonValue, memoryStorage } from '@docket/core'
import * as Y from 'yjs'
import { order } from '../../core/order.ts'
import { openBareRows } from './bare-rows.ts'
import { type Disk, idsOf, nameOf, openOrder, openTill, recordNth, storageOf, TENANT } from './till.ts'
import { writeAsStock } from './write-as-stock.ts'

/** So many documents are written at a time. */
const BATCH = 50

/** Puts committed orders on disk, each event an update of its own as a till writes them, and their catalogue. */
export async function fillDocuments(disk: Disk, count: number, events: number): Promise<void> {
  const { updates, summary } = await orderWith(events)
  const names = idsOf(count).map(nameOf)
  const write = disk === 'oneDatabaseStorage' ? writeToOneDatabase : writeAsStock
  for (let from = 0; from < count; from += BATCH) await write(names.slice(from, from + BATCH), updates)
  const catalogue = storageOf(disk).openCatalogue(TENANT)
  await catalogue.write(
    rowsOf(count, () => summary),
    { cursor: count },
  )
  await catalogue.close()
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

/** The catalogue of so many orders, as a till and its server make it. */
export async function fillCatalogue(count: number): Promise<void> {
  const catalogue = storageOf('indexeddbStorage').openCatalogue(TENANT)
  await catalogue.write(rowsOf(count, varied), { cursor: count })
  await catalogue.close()
}

/** The same rows, one by one in a store of their own. */
export async function fillBareRows(count: number): Promise<void> {
  const db = await openBareRows()
  const transaction = db.transaction('rows', 'readwrite')
  for (const row of rowsOf(count, varied)) transaction.objectStore('rows').put(row)
  await new Promise((resolve) => {
    transaction.oncomplete = resolve
  })
  db.close()
}

function rowsOf(count: number, summaryOf: (index: number) => JsonValue): CatalogueRow[] {
  return idsOf(count).map((id, index) => ({
    entity: 'order',
    id,
    summary: summaryOf(index),
    seq: index + 1,
    uncommitted: 0,
    rejected: 0,
  }))
}

function varied(index: number): JsonValue {
  return { table_number: (index % 40) + 1, status: index % 5 === 0 ? 'open' : 'paid', total_minor: 100 * index }
}

/** The updates that a till emits for an order, one an event, and what its lists show of it. */
async function orderWith(events: number): Promise<{ readonly updates: Uint8Array[]; readonly summary: JsonValue }> {
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
  const summary = order.summary(doc.state)
  await till.close()
  return { updates, summary }
}
