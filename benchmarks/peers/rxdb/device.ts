// RxDB's free storage and its replication over HTTP, with a conflict handler, as its documentation shows them.
import { createRxDatabase, type RxCollection, type WithDeleted } from 'rxdb'
import { replicateRxCollection } from 'rxdb/plugins/replication'
import { getRxStorageDexie } from 'rxdb/plugins/storage-dexie'
import { Subject } from 'rxjs'
import { ask, httpOf } from '../http-of.ts'
import { rowOf } from '../order.ts'
import type { OpenDevice } from '../peer.ts'
import { changed, conflictHandler, type OrderDocument, readOrder, schema } from './order-document.ts'

const BATCH = 100
const RETRY_AFTER_MS = 500

type Checkpoint = { readonly seq: number }
type Pulled = { documents: WithDeleted<OrderDocument>[]; checkpoint: Checkpoint }

export const openDevice: OpenDevice = async ({ url, online }) => {
  const storage = getRxStorageDexie({ chromeTransactionDurability: 'strict' })
  const database = await createRxDatabase<{ orders: RxCollection<OrderDocument> }>({
    name: 'pos',
    storage,
    multiInstance: false,
  })
  const { orders } = await database.addCollections({ orders: { schema, conflictHandler } })
  let replication: ReturnType<typeof replicate> | undefined = online ? replicate(url, orders) : undefined
  const documentOf = async (id: string) => {
    const document = await orders.findOne(id).exec()
    if (document === null) throw new Error(`${id} is not here`)
    return document
  }
  return {
    list: (show) =>
      new Promise((resolve) => {
        const open = orders.find({ selector: { status: { $in: ['open', 'fired', 'served'] } } })
        open.$.subscribe((documents) => {
          const rows = documents.map((document) => rowOf(document.id, readOrder(document)))
          show(rows.sort((a, b) => a.table_number - b.table_number))
          resolve()
        })
      }),
    async create(id, table_number) {
      await orders.insert({ id, table_number, status: 'open', items: {} })
    },
    open: (id, show) =>
      new Promise((resolve) => {
        orders.findOne(id).$.subscribe((document) => {
          if (document !== null) show(readOrder(document))
          resolve()
        })
      }),
    async change(id, change) {
      const document = await documentOf(id)
      await document.incrementalModify((order: OrderDocument) => changed(order, change))
    },
    connect() {
      replication = replicate(url, orders)
    },
    async safe() {
      await replication?.awaitInSync()
    },
    async close() {
      await replication?.cancel()
      await database.close()
    },
  }
}

function replicate(url: string, collection: RxCollection<OrderDocument>) {
  const stream = new Subject<'RESYNC' | Pulled>()
  const source = new EventSource(`${httpOf(url)}/stream`)
  source.onmessage = ({ data }) => stream.next(JSON.parse(data))
  // What happened while the stream was away is asked for.
  source.onopen = () => stream.next('RESYNC')
  const replication = replicateRxCollection<OrderDocument, Checkpoint>({
    replicationIdentifier: 'pos',
    collection,
    retryTime: RETRY_AFTER_MS,
    push: { batchSize: BATCH, handler: (rows) => ask(url, '/push', rows) },
    pull: {
      batchSize: BATCH,
      handler: (checkpoint, limit) => ask<Pulled>(url, `/pull?after=${checkpoint?.seq ?? 0}&limit=${limit}`),
      stream$: stream,
    },
  })
  replication.canceled$.subscribe((canceled) => canceled && source.close())
  return replication
}
