import type { IncomingMessage, Server } from 'node:http'
import type { Hocuspocus } from '@hocuspocus/server'
import { type WebSocket, WebSocketServer } from 'ws'
import type { EarlySubmissions } from './early-submissions.ts'
import { SyncSocket } from './sync-socket.ts'

export interface SyncEndpoint {
  /** Closes every socket with a code that makes clients connect again. */
  close(): Promise<void>
}

const PATH = '/sync'
const MAX_FRAME_BYTES = 2 * 1024 * 1024
const PING_EVERY_MS = 30_000
const GOING_AWAY = 1001

/** Serves Hocuspocus at `GET /sync` of an HTTP server; other upgrades are refused. */
export function attachSyncEndpoint(server: Server, hocuspocus: Hocuspocus, early: EarlySubmissions): SyncEndpoint {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_FRAME_BYTES, perMessageDeflate: false })
  const alive = new WeakSet<WebSocket>()

  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy())
    if (new URL(request.url ?? '/', 'http://localhost').pathname !== PATH) {
      socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n')
      return
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => serve(webSocket, request))
  })

  function serve(webSocket: WebSocket, request: IncomingMessage): void {
    const socket = new SyncSocket(webSocket)
    const client = hocuspocus.handleConnection(socket, toRequest(request))
    alive.add(webSocket)
    webSocket.on('pong', () => alive.add(webSocket))
    socket.onFrame((frame) => {
      const outcome = early.arrived(socket, frame)
      client.handleMessage(frame)
      return outcome
    })
    webSocket.on('close', (code, reason) => client.handleClose({ code, reason: reason.toString() }))
    // A frame over the limit, or bytes that are no WebSocket frame: `ws` closes the socket by itself.
    webSocket.on('error', () => undefined)
  }

  // A tablet that left the Wi-Fi says no goodbye.
  const pings = setInterval(() => {
    for (const webSocket of sockets.clients) {
      if (!alive.delete(webSocket)) webSocket.terminate()
      else webSocket.ping()
    }
  }, PING_EVERY_MS)
  pings.unref()

  return {
    async close() {
      clearInterval(pings)
      for (const webSocket of sockets.clients) webSocket.close(GOING_AWAY, 'server_restarting')
      await new Promise<void>((resolve) => sockets.close(() => resolve()))
    },
  }
}

function toRequest(request: IncomingMessage): Request {
  return new Request(`http://localhost${request.url ?? '/'}`)
}
