import type { IncomingMessage, Server } from 'node:http'
import type { Hocuspocus } from '@hocuspocus/server'
import { type WebSocket, WebSocketServer } from 'ws'
import type { ConnectionLimits } from '../gate/limits.ts'
import type { ServedSockets } from './served-sockets.ts'
import { SocketIntake } from './socket-intake.ts'
import { SocketLanes } from './socket-lanes.ts'
import { SyncSocket } from './sync-socket.ts'
import { UnauthenticatedSockets } from './unauthenticated-sockets.ts'

export interface SyncEndpointOptions {
  readonly hocuspocus: Hocuspocus
  readonly sockets: ServedSockets
  readonly limits: ConnectionLimits
  readonly now: () => number
}

export interface SyncEndpoint {
  /** Closes every socket with a code that makes clients connect again. */
  close(): Promise<void>
}

const PATH = '/sync'
const MAX_FRAME_BYTES = 2 * 1024 * 1024
const PING_EVERY_MS = 30_000
const GOING_AWAY = 1001
const NOT_AUTHENTICATED = 4408

/** Serves Hocuspocus at `GET /sync` of an HTTP server; other upgrades are refused. */
export function attachSyncEndpoint(server: Server, options: SyncEndpointOptions): SyncEndpoint {
  const { hocuspocus, limits, now } = options
  const unauthenticated = new UnauthenticatedSockets(limits)
  const webSockets = new WebSocketServer({ noServer: true, maxPayload: MAX_FRAME_BYTES, perMessageDeflate: false })
  const served = new Set<SyncSocket>()
  const alive = new WeakSet<WebSocket>()

  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy())
    // Not parsed: what is no URL would throw here, and end the process.
    if (request.url?.split('?', 1)[0] !== PATH) {
      socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n')
      return
    }
    if (unauthenticated.isFull) {
      socket.end('HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nRetry-After: 1\r\n\r\n')
      return
    }
    webSockets.handleUpgrade(request, socket, head, (webSocket) => serve(webSocket, request))
  })

  function serve(webSocket: WebSocket, request: IncomingMessage): void {
    const socket = new SyncSocket(webSocket)
    const client = hocuspocus.handleConnection(socket, toRequest(request))
    const lanes = new SocketLanes()
    const intake = new SocketIntake({
      socket,
      limits,
      now,
      onAuthenticated: () => unauthenticated.delete(socket),
      onForgotten: (address) => lanes.close(address),
    })
    options.sockets.set(socket, { intake, lanes })
    served.add(socket)
    unauthenticated.add(socket, () => socket.close(NOT_AUTHENTICATED, 'authentication_timeout'))
    alive.add(webSocket)
    webSocket.on('pong', () => alive.add(webSocket))
    socket.onSend = (frame) => intake.sends(frame)
    socket.onFrame((frame) => {
      const admitted = intake.admits(frame)
      if (admitted === undefined) return
      if (!lanes.take(admitted.head, frame, admitted.onHandled)) client.handleMessage(frame)
    })
    webSocket.on('close', (code, reason) => {
      served.delete(socket)
      unauthenticated.delete(socket)
      client.handleClose({ code, reason: reason.toString() })
    })
    // A frame over the limit, or bytes that are no WebSocket frame: `ws` closes the socket by itself.
    webSocket.on('error', () => undefined)
  }

  // A tablet that left the Wi-Fi says no goodbye.
  const pings = setInterval(() => {
    for (const webSocket of webSockets.clients) {
      if (!alive.delete(webSocket)) webSocket.terminate()
      else webSocket.ping()
    }
  }, PING_EVERY_MS)
  pings.unref()

  return {
    async close() {
      clearInterval(pings)
      for (const socket of served) socket.close(GOING_AWAY, 'server_restarting')
      await new Promise<void>((resolve) => webSockets.close(() => resolve()))
    },
  }
}

function toRequest(request: IncomingMessage): Request {
  return new Request(`http://localhost${request.url ?? PATH}`)
}
