// The stock provider and y-indexeddb: a document an order, and one more as the index, which the list shows.
import { HocuspocusProvider, HocuspocusProviderWebsocket } from '@hocuspocus/provider'
import { IndexeddbPersistence } from 'y-indexeddb'
import * as Y from 'yjs'
import { type Row, rowOf } from '../order.ts'
import type { OpenDevice } from '../peer.ts'
import { readOrder, writeChange, writeOrder } from './shared-order.ts'

interface Held {
  readonly doc: Y.Doc
  readonly disk: IndexeddbPersistence
  readonly provider: HocuspocusProvider
}

export const openDevice: OpenDevice = async ({ url, online }) => {
  const websocketProvider = new HocuspocusProviderWebsocket({ url, autoConnect: online })
  const all = new Map<string, Held>()
  const hold = (name: string): Held => {
    const known = all.get(name)
    if (known !== undefined) return known
    const doc = new Y.Doc()
    const disk = new IndexeddbPersistence(name, doc)
    // Without awareness on any document the provider's socket is closed every 33 seconds.
    const awareness = name === INDEX ? {} : { awareness: null }
    const provider = new HocuspocusProvider({ websocketProvider, name, document: doc, ...awareness })
    provider.attach()
    const held = { doc, disk, provider }
    all.set(name, held)
    return held
  }
  const index = hold(INDEX)
  const rows = index.doc.getMap<Row>('rows')
  const write = async (id: string, work: (doc: Y.Doc) => void): Promise<void> => {
    const held = hold(id)
    held.doc.transact(() => work(held.doc))
    const order = readOrder(held.doc)
    if (order !== undefined) rows.set(id, rowOf(id, order))
    await Promise.all([untilWritten(held.disk), untilWritten(index.disk)])
  }
  return {
    async list(show) {
      await index.disk.whenSynced
      const showRows = () => show([...rows.values()].filter(({ status }) => status !== 'paid').sort(byTable))
      rows.observe(showRows)
      showRows()
    },
    create: (id, table) => write(id, (doc) => writeOrder(doc, table)),
    async open(id, show) {
      const { doc, disk } = hold(id)
      await disk.whenSynced
      const showOrder = () => {
        const order = readOrder(doc)
        if (order !== undefined) show(order)
      }
      doc.on('afterTransaction', showOrder)
      showOrder()
    },
    change: (id, change) => write(id, (doc) => writeChange(doc, change)),
    async connect() {
      await websocketProvider.connect()
    },
    async safe() {
      await Promise.all([...all.values()].map(({ provider }) => untilSafe(provider)))
    },
    async close() {
      for (const { provider, disk } of all.values()) {
        provider.destroy()
        await disk.destroy()
      }
      websocketProvider.destroy()
    },
  }
}

const INDEX = 'orders'
const byTable = (a: Row, b: Row): number => a.table_number - b.table_number

/** y-indexeddb does not say when a write is on disk; a later transaction of the same object store comes after it. */
async function untilWritten(disk: IndexeddbPersistence): Promise<void> {
  await disk.whenSynced
  const { db } = disk
  if (db === null) throw new Error('y-indexeddb has no database')
  const transaction = db.transaction('updates', 'readwrite', { durability: 'strict' })
  await new Promise<void>((resolve, reject) => {
    transaction.oncomplete = () => resolve()
    transaction.onabort = () => reject(transaction.error)
  })
}

function untilSafe(provider: HocuspocusProvider): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (!provider.synced || provider.unsyncedChanges > 0) return
      provider.off('synced', look)
      provider.off('unsyncedChanges', look)
      resolve()
    }
    provider.on('synced', look)
    provider.on('unsyncedChanges', look)
    look()
  })
}
