import * as Automerge from '@automerge/automerge'
import { NodeFSStorageAdapter } from '@automerge/automerge-repo-storage-nodefs'
import type { Order } from '../order.ts'
import type { ReadStored } from '../peer.ts'
import { documentIdOf, readOrder, type SharedOrder } from './shared-order.ts'

export const readStored: ReadStored = async ({ folder }, ids) => {
  const files = new NodeFSStorageAdapter(folder)
  const orders = new Map<string, Order>()
  for (const id of ids) {
    const chunks = await files.loadRange([documentIdOf(id)])
    const bytes = chunks.flatMap(({ key, data }) => (key[1] === 'sync-state' || data === undefined ? [] : [data]))
    const doc = Automerge.loadIncremental(Automerge.init<SharedOrder>(), Buffer.concat(bytes))
    if (doc.items !== undefined) orders.set(id, readOrder(doc))
  }
  return orders
}
