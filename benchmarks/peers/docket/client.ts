import { nextEventId } from '@docket/core'
import { appendFrame } from '../../server/wire.ts'
import type { ConnectClient } from '../peer.ts'
import { YjsSocket } from '../yjs-socket.ts'

/** Frames written by hand, a Yjs client a socket. */
export const connectClient: ConnectClient = async ({ url, token }) => {
  const socket = await YjsSocket.open(url, token)
  const client = 1 + Math.floor(Math.random() * 2 ** 31)
  return {
    async add(id, n, item) {
      const name = `bench/order/${id}`
      if (n === 0) socket.openDocument(name)
      const at = Date.now()
      const facts = { v: 1, at, by: 'bench', device: 'd1' }
      const event = { id: nextEventId(undefined, at), type: 'item_added', ...facts, payload: { item: { ...item } } }
      await socket.send(name, appendFrame(name, client, n, event))
    },
  }
}
