// automerge-repo on IndexedDB: a document an order, and one more as the index, which the list shows.
/// <reference types="vite/client" />
import wasmUrl from '@automerge/automerge/automerge.wasm?url'
import { initializeWasm } from '@automerge/automerge/slim'
import { type DocHandle, Repo } from '@automerge/automerge-repo/slim'
import { WebSocketClientAdapter } from '@automerge/automerge-repo-network-websocket'
import { IndexedDBStorageAdapter } from '@automerge/automerge-repo-storage-indexeddb'
import { rowOf } from '../order.ts'
import type { OpenDevice } from '../peer.ts'
import * as shared from './shared-order.ts'
import { storageOfServer, untilAtServer } from './until-stored-remotely.ts'

export const openDevice: OpenDevice = async ({ url, online }) => {
  await initializeWasm(wasmUrl)
  const storage = new IndexedDBStorageAdapter('pos')
  const isNew = (await storage.loadRange([shared.INDEX_ID])).length === 0
  const repo = new Repo({ storage, network: online ? [new WebSocketClientAdapter(url)] : [] })
  const index = isNew
    ? repo.import<shared.SharedIndex>(shared.newIndexBytes(), { docId: shared.INDEX_ID })
    : await repo.find<shared.SharedIndex>(shared.INDEX_ID)
  const orders = new Map<string, DocHandle<shared.SharedOrder>>()
  const save = async (id: string, handle: DocHandle<shared.SharedOrder>): Promise<void> => {
    index.change((doc) => shared.writeRow(doc, rowOf(id, shared.readOrder(handle.doc()))))
    await repo.flush([handle.documentId, index.documentId])
  }
  return {
    async list(show) {
      const showRows = () => {
        const open = Object.values(index.doc().rows).filter(({ status }) => status !== 'paid')
        show(open.sort((a, b) => a.table_number - b.table_number))
      }
      index.on('change', showRows)
      showRows()
    },
    async create(id, table) {
      const docId = shared.documentIdOf(id)
      const handle = repo.import<shared.SharedOrder>(shared.newOrderBytes(table), { docId })
      orders.set(id, handle)
      await save(id, handle)
    },
    async open(id, show) {
      const handle = orders.get(id) ?? (await repo.find<shared.SharedOrder>(shared.documentIdOf(id)))
      orders.set(id, handle)
      const showOrder = () => show(shared.readOrder(handle.doc()))
      handle.on('change', showOrder)
      showOrder()
    },
    async change(id, change) {
      const handle = orders.get(id)
      if (handle === undefined) throw new Error(`${id} is not open`)
      handle.change((doc) => shared.writeChange(doc, change))
      await save(id, handle)
    },
    connect: () => repo.networkSubsystem.addNetworkAdapter(new WebSocketClientAdapter(url)),
    async safe() {
      const server = await storageOfServer(repo)
      await Promise.all([index, ...orders.values()].map((handle) => untilAtServer<unknown>(handle, server)))
    },
    close: () => repo.shutdown(),
  }
}
