import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import type { ConnectClient } from '../peer.ts'
import { YjsSocket } from '../yjs-socket.ts'
import { writeChange, writeOrder } from './shared-order.ts'

const SYNC = 0
const UPDATE = 2

export const connectClient: ConnectClient = async ({ url, token }) => {
  const socket = await YjsSocket.open(url, token)
  const docs = new Map<string, Y.Doc>()
  return {
    async add(id, n, item) {
      const doc = docs.get(id) ?? new Y.Doc()
      docs.set(id, doc)
      const updates: Uint8Array[] = []
      const keep = (update: Uint8Array): void => void updates.push(update)
      doc.on('update', keep)
      doc.transact(() => {
        if (n === 0) writeOrder(doc, 1)
        writeChange(doc, { type: 'item_added', item })
      })
      doc.off('update', keep)
      if (n === 0) socket.openDocument(id)
      await Promise.all(updates.map((update) => socket.send(id, frameOf(id, update))))
    },
  }
}

function frameOf(name: string, update: Uint8Array): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarString(encoder, name)
    encoding.writeVarUint(encoder, SYNC)
    encoding.writeVarUint(encoder, UPDATE)
    encoding.writeVarUint8Array(encoder, update)
  })
}
