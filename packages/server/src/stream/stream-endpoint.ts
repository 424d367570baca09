import { type IncomingMessage, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { subprotocolToken, TOKEN_FOLLOWS } from '../auth/subprotocol-token.ts'
import { whenExpired } from '../auth/when-expired.ts'
import { Cork } from '../cork.ts'
import type { StreamRequest } from '../http/env.ts'
import { streamTo } from './stream-reader.ts'
import type { TenantTails } from './tenant-tails.ts'

export interface StreamOptions {
  readonly tails: TenantTails
  /** The HTTP application: it judges who may stream, and answers whoever may not. */
  fetch(
    request: Request,
    env: { incoming: IncomingMessage; stream(request: StreamRequest): void },
  ): Response | Promise<Response>
  readonly now: () => number
  /** So many readers may a tenant have. */
  readonly streamsPerTenant: number
  readonly heartbeatMs: number
  readonly patienceMs: number
  onError(error: unknown, tenant: string): void
}

const PATH = '/v1/stream'
const GOING_AWAY = 1001
const TRY_AGAIN = 1013
const TOKEN_EXPIRED = 4401
/** Nobody says anything on such a socket. */
const MAX_FRAME_BYTES = 1_024

/** Serves `GET /v1/stream` as a WebSocket. */
export class StreamEndpoint {
  readonly #options: StreamOptions
  readonly #webSockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_FRAME_BYTES,
    handleProtocols: (offered) => (offered.has(TOKEN_FOLLOWS) ? TOKEN_FOLLOWS : false),
  })
  readonly #streams = new Map<string, number>()
  #isClosed = false

  constructor(options: StreamOptions) {
    this.#options = options
  }

  /** Takes an upgrade if it is for here. */
  takes(request: IncomingMessage, socket: Duplex, head: Buffer): boolean {
    if (request.url?.split('?', 1)[0] !== PATH) return false
    this.#upgrade(request, socket, head).catch((error: unknown) => {
      this.#options.onError(error, '')
      socket.destroy()
    })
    return true
  }

  close(): void {
    this.#isClosed = true
    for (const webSocket of this.#webSockets.clients) webSocket.close(GOING_AWAY, 'server_restarting')
  }

  async #upgrade(incoming: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    let granted: StreamRequest | undefined
    const response = await this.#options.fetch(toRequest(incoming), {
      incoming,
      stream(request) {
        granted = request
      },
    })
    const request = granted
    if (request === undefined || this.#isClosed) return refuse(socket, response)
    this.#webSockets.handleUpgrade(incoming, socket, head, (webSocket) => {
      void this.#serve(webSocket, request).catch((error: unknown) => {
        this.#options.onError(error, request.principal.tenant)
        webSocket.close(TRY_AGAIN, 'stream_failed')
      })
    })
  }

  async #serve(webSocket: WebSocket, { principal, ...request }: StreamRequest): Promise<void> {
    const { tails, now, streamsPerTenant, heartbeatMs, patienceMs } = this.#options
    if ((this.#streams.get(principal.tenant) ?? 0) >= streamsPerTenant) {
      webSocket.close(TRY_AGAIN, 'too_many_streams')
      return
    }
    this.#count(principal.tenant, 1)
    const closed = new AbortController()
    const cork = new Cork(webSocket)
    webSocket.on('close', () => closed.abort())
    // `ws` closes the socket by itself.
    webSocket.on('error', () => undefined)
    const forgetExpiry = whenExpired(principal, now(), () => webSocket.close(TOKEN_EXPIRED, 'token_expired'))
    let release: (() => void) | undefined
    try {
      const { tail, close } = await tails.open(principal.tenant)
      release = close
      await streamTo({
        ...request,
        tail,
        heartbeatMs,
        patienceMs,
        signal: closed.signal,
        socket: {
          get unreadBytes() {
            return webSocket.bufferedAmount
          },
          send(text) {
            cork.hold()
            webSocket.send(text)
          },
          close: (code, reason) => endSoon(webSocket, code, reason, patienceMs),
        },
      })
    } finally {
      forgetExpiry()
      release?.()
      this.#count(principal.tenant, -1)
    }
  }

  #count(tenant: string, more: number): void {
    const streams = (this.#streams.get(tenant) ?? 0) + more
    if (streams > 0) this.#streams.set(tenant, streams)
    else this.#streams.delete(tenant)
  }
}

/** Who does not read does not read a goodbye either. */
function endSoon(webSocket: WebSocket, code: number, reason: string, patienceMs: number): void {
  webSocket.close(code, reason)
  setTimeout(() => webSocket.terminate(), patienceMs).unref()
}

function toRequest({ url = '', headers }: IncomingMessage): Request {
  const query = new URLSearchParams(url.slice(PATH.length))
  const token = subprotocolToken(headers['sec-websocket-protocol']) ?? query.get('token')
  const authorization = headers.authorization ?? (token ? `Bearer ${token}` : undefined)
  query.delete('token')
  // The token is not in the URL that is logged.
  return new Request(`http://localhost${PATH}?${query}`, {
    headers: authorization === undefined ? {} : { authorization },
  })
}

async function refuse(socket: Duplex, response: Response): Promise<void> {
  const body = await response.text()
  const headers = [...response.headers].map(([name, value]) => `${name}: ${value}`)
  const status = `HTTP/1.1 ${response.status} ${STATUS_CODES[response.status] ?? ''}`
  const length = `content-length: ${Buffer.byteLength(body)}`
  socket.end([status, ...headers, length, 'connection: close', '', body].join('\r\n'))
}
