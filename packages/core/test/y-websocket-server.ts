import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { type WebSocket, WebSocketServer } from 'ws'
import * as sync from 'y-protocols/sync'
import * as Y from 'yjs'

const SYNC = 0
const AWARENESS = 1

interface Room {
  readonly doc: Y.Doc
  readonly sockets: Set<WebSocket>
}

/** A server that speaks y-websocket's protocol, and does no more: what y-websocket's own does, in memory. */
export async function startYWebsocketServer() {
  const rooms = new Map<string, Room>()
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  await once(server, 'listening')
  /** With which URLs it was asked, since its start. */
  const urls: string[] = []
  let answers = 0
  let closing: readonly [code: number, reason: string] | undefined

  function roomOf(name: string): Room {
    const known = rooms.get(name)
    if (known !== undefined) return known
    const room: Room = { doc: new Y.Doc(), sockets: new Set() }
    room.doc.on('update', (update: Uint8Array) => {
      const message = encoding.encode((encoder) => {
        encoding.writeVarUint(encoder, SYNC)
        sync.writeUpdate(encoder, update)
      })
      for (const socket of room.sockets) socket.send(message)
    })
    rooms.set(name, room)
    return room
  }

  server.on('connection', (socket, { url = '' }) => {
    urls.push(url)
    if (closing !== undefined) return socket.close(...closing)
    const { doc, sockets } = roomOf(url.slice(1).split('?')[0] ?? '')
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('message', (data: Buffer) => {
      const decoder = decoding.createDecoder(data)
      if (decoding.readVarUint(decoder) !== SYNC) return
      const encoder = encoding.createEncoder()
      encoding.writeVarUint(encoder, SYNC)
      sync.readSyncMessage(decoder, encoder, doc, socket)
      if (encoding.length(encoder) === 1) return
      answers++
      socket.send(encoding.toUint8Array(encoder))
    })
    const first = encoding.encode((encoder) => {
      encoding.writeVarUint(encoder, SYNC)
      sync.writeSyncStep1(encoder, doc)
    })
    socket.send(first)
    // Who is there: of no use here, and sent by y-websocket's server as well.
    socket.send(new Uint8Array([AWARENESS, 1, 0]))
  })

  return {
    port: (server.address() as AddressInfo).port,
    urls,
    /** How often it has answered what somebody lacks. */
    get answers() {
      return answers
    },
    docOf: (name: string) => roomOf(name).doc,
    /** From now on everybody is sent away; with nothing, nobody is. */
    closeAll(...why: [code: number, reason: string] | []) {
      closing = why.length === 0 ? undefined : why
      if (closing !== undefined) for (const socket of server.clients) socket.close(...closing)
    },
    async stop() {
      for (const socket of server.clients) socket.terminate()
      server.close()
      await once(server, 'close')
    },
  }
}
