import { type DocHandle, Repo } from '@automerge/automerge-repo'
import { WebSocketClientAdapter } from '@automerge/automerge-repo-network-websocket'
import type { ConnectClient } from '../peer.ts'
import { documentIdOf, newOrderBytes, type SharedOrder, writeChange } from './shared-order.ts'
import { storageOfServer } from './until-stored-remotely.ts'

/** A whole repo a client, without a disk: Automerge's protocol needs the documents. */
export const connectClient: ConnectClient = async ({ url }) => {
  const repo = new Repo({ network: [new WebSocketClientAdapter(url)] })
  const server = await storageOfServer(repo)
  const orders = new Map<string, DocHandle<SharedOrder>>()
  const waiting = new Map<string, { readonly head: string; readonly resolve: () => void }[]>()
  return {
    add(id, n, item) {
      const handle = orders.get(id) ?? repo.import<SharedOrder>(newOrderBytes(1), { docId: documentIdOf(id) })
      if (n === 0) {
        orders.set(id, handle)
        handle.on('remote-heads', ({ storageId, heads }) => {
          if (storageId !== server) return
          // One device changes this order, so that whoever has its n-th change has those before it.
          const all = waiting.get(id) ?? []
          const last = all.findIndex(({ head }) => heads.some((remote) => remote === head))
          for (const { resolve } of all.splice(0, last + 1)) resolve()
        })
      }
      handle.change((doc) => writeChange(doc, { type: 'item_added', item }))
      const [head = ''] = handle.heads()
      return new Promise((resolve) => {
        waiting.set(id, [...(waiting.get(id) ?? []), { head, resolve }])
      })
    },
  }
}
