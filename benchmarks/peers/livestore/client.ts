import { once } from 'node:events'
import { WebSocket } from 'ws'
import type { ConnectClient } from '../peer.ts'

/** As LiveStore's leader sends them at once. */
const BATCH = 50
const PULL = '0'

/** What sync-cf sends, in the frames of Effect's RPC. */
type Frame =
  | { readonly _tag: 'Chunk'; readonly values: readonly { readonly batch: readonly Pulled[] }[] }
  | { readonly _tag: 'Exit'; readonly exit: { readonly _tag: 'Success' | 'Failure'; readonly cause?: Cause } }
  | { readonly _tag: 'Pong' }

type Pulled = { readonly eventEncoded: { readonly seqNum: number } }
type Cause = { readonly error?: { readonly minimumExpectedNum?: number } }

interface Waiting {
  readonly event: { readonly name: string; readonly args: unknown }
  readonly resolve: () => void
}

/**
 * Frames written by hand, each client on a store of its own: those on one store keep refusing each other. As LiveStore's
 * leader does, it has one push under way, built on the last event that it has pulled; one that the server refuses,
 * because another client was faster, is numbered anew and pushed again as soon as what came between is pulled.
 */
export const connectClient: ConnectClient = async ({ url }) => {
  const storeId = `pos-${crypto.randomUUID()}`
  const socket = new WebSocket(`${url}?storeId=${storeId}&transport=ws`, { perMessageDeflate: false })
  await once(socket, 'open')
  const session = { clientId: crypto.randomUUID(), sessionId: 'load' }
  const queue: Waiting[] = []
  let underWay: Waiting[] = []
  let head = 0
  /** After a refusal: the event that has to be pulled first. */
  let pulledFirst: number | undefined
  let requests = 1
  const request = (id: string, tag: string, payload: object): void =>
    socket.send(JSON.stringify({ _tag: 'Request', id, tag, payload: { storeId, ...payload }, headers: [] }))
  /** The last event of the push that is under way. */
  let pushed = 0
  const push = (): void => {
    pushed = head + underWay.length
    const batch = underWay.map(({ event }, n) => ({
      ...event,
      ...session,
      seqNum: head + n + 1,
      parentSeqNum: head + n,
    }))
    request(String(requests++), 'SyncWsRpc.Push', { batch, backendId: { _tag: 'None' } })
  }
  const pushNext = (): void => {
    if (underWay.length > 0) return
    underWay = queue.splice(0, BATCH)
    if (underWay.length > 0) push()
  }
  const pushAgain = (): void => {
    if (pulledFirst === undefined || head < pulledFirst) return
    pulledFirst = undefined
    push()
  }
  socket.on('message', (data) => {
    const frame: Frame = JSON.parse(data.toString())
    if (frame._tag === 'Chunk') {
      socket.send(JSON.stringify({ _tag: 'Ack', requestId: PULL }))
      for (const { batch } of frame.values) head = Math.max(head, batch.at(-1)?.eventEncoded.seqNum ?? 0)
      pushAgain()
    } else if (frame._tag === 'Exit' && frame.exit._tag === 'Success') {
      head = Math.max(head, pushed)
      for (const { resolve } of underWay) resolve()
      underWay = []
      // Those that are added because of it go in the same batch.
      setImmediate(pushNext)
    } else if (frame._tag === 'Exit') {
      pulledFirst = frame.exit.cause?.error?.minimumExpectedNum
      if (pulledFirst === undefined) throw new Error(`sync-cf refused a push: ${data.toString()}`)
      pushAgain()
    }
  })
  request(PULL, 'SyncWsRpc.Pull', { live: true, cursor: { _tag: 'None' } })
  return {
    add: (id, _, item) =>
      new Promise((resolve) => {
        queue.push({ event: { name: 'v1.item_added', args: { id, item } }, resolve })
        queueMicrotask(pushNext)
      }),
  }
}
