import { once } from 'node:events'
import { WebSocket } from 'ws'
import type { ConnectClient } from '../peer.ts'

/** As LiveStore's leader sends them at once. */
const BATCH = 50

/** An answer of sync-cf to a push, as Effect's RPC has it. */
interface Answer {
  readonly exit?: {
    readonly _tag: 'Success' | 'Failure'
    readonly cause?: { readonly error?: { readonly minimumExpectedNum?: number } }
  }
}

interface Pushed {
  readonly event: { readonly name: string; readonly args: unknown }
  readonly resolve: () => void
}

/**
 * Frames written by hand, all on one store as the devices of a restaurant are. One push is under way, built on the head
 * of all events that the client knows; when another client was faster, the server refuses it with the head that it has.
 * A device would then pull what is between; this one only numbers its events anew.
 */
export const connectClient: ConnectClient = async ({ url }) => {
  const socket = new WebSocket(`${url}?storeId=pos&transport=ws`, { perMessageDeflate: false })
  await once(socket, 'open')
  const session = { clientId: crypto.randomUUID(), sessionId: 'load' }
  const queue: Pushed[] = []
  let underWay: Pushed[] = []
  let head = 0
  let requests = 0
  const push = (): void => {
    const batch = underWay.map(({ event }, n) => ({
      ...event,
      ...session,
      seqNum: head + n + 1,
      parentSeqNum: head + n,
    }))
    const payload = { storeId: 'pos', batch, backendId: { _tag: 'None' } }
    const request = { _tag: 'Request', id: String(requests++), tag: 'SyncWsRpc.Push', payload, headers: [] }
    socket.send(JSON.stringify(request))
  }
  const pushNext = (): void => {
    if (underWay.length > 0) return
    underWay = queue.splice(0, BATCH)
    if (underWay.length > 0) push()
  }
  socket.on('message', (data) => {
    const { exit }: Answer = JSON.parse(data.toString())
    if (exit === undefined) return
    if (exit._tag === 'Success') {
      head += underWay.length
      for (const { resolve } of underWay) resolve()
      underWay = []
      // Those that are added because of it go in the same batch.
      setImmediate(pushNext)
    } else {
      const now = exit.cause?.error?.minimumExpectedNum
      if (now === undefined) throw new Error(`sync-cf refused a push: ${data.toString()}`)
      head = now
      push()
    }
  })
  return {
    add: (id, _, item) =>
      new Promise((resolve) => {
        queue.push({ event: { name: 'v1.item_added', args: { id, item } }, resolve })
        queueMicrotask(pushNext)
      }),
  }
}
