import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Hocuspocus } from '@hocuspocus/server'
import { type WebSocket, WebSocketServer } from 'ws'
import { clientAddress } from '../client-address.ts'
import type { Limits } from '../gate/limits.ts'
import type { SharedRates } from '../gate/shared-rates.ts'
import type { CommitBudget } from './commit-budget.ts'
import { PlainSocket } from './plain-socket.ts'
import { serveSocket } from './serve-socket.ts'
import type { ServedSocket } from './served-socket.ts'
import type { ServedSockets } from './served-sockets.ts'
import { agreedProtocol, type SyncRoute, syncRoute } from './sync-route.ts'
import { SyncSocket } from './sync-socket.ts'
import { UnauthenticatedSockets } from './unauthenticated-sockets.ts'

export interface SyncEndpointOptions {
  readonly hocuspocus: Hocuspocus
  readonly sockets: ServedSockets
  readonly limits: Limits
  readonly rates: SharedRates
  readonly budget: CommitBudget
  readonly trustedProxies: number
  readonly now: () => number
  /** Takes an upgrade for another path, if it knows it. */
  takesOther(request: IncomingMessage, socket: Duplex, head: Buffer): boolean
}

export interface SyncEndpoint {
  readonly sockets: number
  /** Takes no more connections, and nothing more of those that there are. */
  stopReading(): void
  /** Closes every socket with a code that makes clients connect again. */
  close(): Promise<void>
}

const MAX_FRAME_BYTES = 2 * 1024 * 1024
const PING_EVERY_MS = 30_000
const GOING_AWAY = 1001
/** Who does not answer a goodbye by then is gone, ms. */
const GOODBYE_MS = 2_000

/**
 * Serves Hocuspocus at `GET /sync` of an HTTP server, and its documents one by one to plain Yjs clients at
 * `/y/<tenant>/<entity>/<id>`; other upgrades are refused.
 */
export function attachSyncEndpoint(server: Server, options: SyncEndpointOptions): SyncEndpoint {
  const { hocuspocus, limits, rates, budget, trustedProxies, now } = options
  const unauthenticated = new UnauthenticatedSockets(limits)
  const webSockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_FRAME_BYTES,
    perMessageDeflate: false,
    handleProtocols: agreedProtocol,
  })
  const served = new Map<WebSocket, ServedSocket>()
  const alive = new WeakSet<WebSocket>()
  let isReading = true

  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy())
    const route = syncRoute(request)
    if (route === undefined) {
      if (isReading && options.takesOther(request, socket, head)) return
      socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n')
      return
    }
    if (unauthenticated.isFull || !isReading) {
      socket.end('HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nRetry-After: 1\r\n\r\n')
      return
    }
    webSockets.handleUpgrade(request, socket, head, (webSocket) => serve(webSocket, route, request))
  })

  function serve(webSocket: WebSocket, route: SyncRoute, incoming: IncomingMessage): void {
    const socket = toServed(new SyncSocket(webSocket), route)
    const closed = serveSocket(socket, {
      hocuspocus,
      sockets: options.sockets,
      limits,
      rates,
      budget,
      now,
      address: clientAddress(incoming, trustedProxies),
      isReading: () => isReading,
      onAuthenticated: () => unauthenticated.delete(socket),
    })
    served.set(webSocket, socket)
    unauthenticated.add(socket, () => socket.closeAsLate())
    alive.add(webSocket)
    webSocket.on('pong', () => alive.add(webSocket))
    webSocket.on('close', (code, reason) => {
      served.delete(webSocket)
      unauthenticated.delete(socket)
      closed(code, reason.toString())
    })
    // A frame over the limit, or bytes that are no WebSocket frame: `ws` closes the socket by itself.
    webSocket.on('error', () => undefined)
  }

  // A tablet that left the Wi-Fi says no goodbye.
  const pings = setInterval(() => {
    for (const webSocket of webSockets.clients) {
      // We do not hear the pongs of a socket that we do not read.
      if (served.get(webSocket)?.isHeld === true) alive.add(webSocket)
      if (!alive.delete(webSocket)) webSocket.terminate()
      else webSocket.ping()
    }
  }, PING_EVERY_MS)
  pings.unref()

  return {
    get sockets() {
      return served.size
    },
    stopReading() {
      isReading = false
    },
    async close() {
      isReading = false
      clearInterval(pings)
      for (const socket of served.values()) socket.close(GOING_AWAY, 'server_restarting')
      const rest = setTimeout(() => terminateAll(webSockets), GOODBYE_MS)
      await new Promise<void>((resolve) => webSockets.close(() => resolve()))
      clearTimeout(rest)
    },
  }
}

function terminateAll({ clients }: WebSocketServer): void {
  for (const webSocket of clients) webSocket.terminate()
}

function toServed(socket: SyncSocket, route: SyncRoute): ServedSocket {
  return route.kind === 'plain' ? new PlainSocket(socket, route.name, route.token) : socket
}
