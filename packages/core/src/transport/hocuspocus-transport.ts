import { HocuspocusProvider, HocuspocusProviderWebsocket } from '@hocuspocus/provider'
import * as Y from 'yjs'
import { systemClock, type WallClock } from '../clock/wall-clock.ts'
import { controlDocumentName } from '../event/document-name.ts'
import { type ClientMessage, parseServerMessage, type ServerMessage } from './messages.ts'
import { type Attachment, type DocumentHost, RefusedError, type Transport, type TransportHost } from './transport.ts'

export interface HocuspocusTransportOptions {
  /** The server's `/sync`, for example `wss://example.com/sync`. */
  readonly url: string
  /** A token, or how to get one; asked anew at every connect, so that it may expire. */
  readonly token: string | (() => string | Promise<string>)
  readonly clock?: WallClock
  /** The longest pause between two attempts to connect, ms. */
  readonly maxRetryDelayMs?: number
}

const TIME_EVERY_MS = 10_000
const SILENCE_MS = 25_000
const RETRY_AUTH_MS = 5_000

/** One WebSocket to a Docket server for all documents. */
export function hocuspocusTransport(options: HocuspocusTransportOptions): Transport {
  return {
    connect(host) {
      const socket = new HocuspocusProviderWebsocket({
        url: options.url,
        delay: 500,
        minDelay: 250,
        maxDelay: options.maxRetryDelayMs ?? 10_000,
        messageReconnectTimeout: SILENCE_MS,
      })
      const token = tokenPerConnect(socket, options.token)
      const closeControl = openControl(socket, token, options.clock ?? systemClock, host)
      const reconnectNow = (): void => {
        if (socket.status !== 'connected') void socket.connect()
      }
      globalThis.addEventListener?.('online', reconnectNow)
      return {
        attach: (name, doc, documentHost) => attach(socket, token, name, doc, documentHost),
        close() {
          globalThis.removeEventListener?.('online', reconnectNow)
          closeControl()
          socket.destroy()
        },
      }
    },
  }
}

function attach(
  socket: HocuspocusProviderWebsocket,
  token: () => Promise<string>,
  name: string,
  doc: Y.Doc,
  host: DocumentHost,
): Attachment {
  const provider = new HocuspocusProvider({
    websocketProvider: socket,
    name,
    document: doc,
    token,
    awareness: null,
    sessionAwareness: true,
    onSynced: () => host.onSynced(),
    onAuthenticationFailed: ({ reason }) => host.onRefused(refusalOf(reason)),
    onStateless: ({ payload }) => {
      const message = parseServerMessage(payload)
      if (message?.kind === 'committed') host.onCommitted(message.clocks)
      if (message?.kind === 'refused') host.onRefused(new RefusedError(message.code, message.reason))
    },
  })
  provider.attach()
  return { owns: (origin) => origin === provider, detach: () => provider.destroy() }
}

/** The control document: it keeps the socket alive (its awareness), and brings the server's time and summaries. */
function openControl(
  socket: HocuspocusProviderWebsocket,
  token: () => Promise<string>,
  clock: WallClock,
  host: TransportHost,
): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  const say = (message: ClientMessage): void => control.sendStateless(JSON.stringify(message))
  const hear = (message: ServerMessage): void => {
    if (message.kind === 'time') host.onServerTime({ ...message, receivedMs: clock.now() })
    if (message.kind === 'summaries') host.onSummaries(message.rows, message.cursor)
  }
  const askForTime = (): void => {
    say({ kind: 'time', sentMs: clock.now() })
    timer = setTimeout(askForTime, TIME_EVERY_MS)
  }
  const control = new HocuspocusProvider({
    websocketProvider: socket,
    name: controlDocumentName(host.tenant),
    document: new Y.Doc(),
    token,
    sessionAwareness: true,
    onAuthenticated: () => {
      host.onConnection('online')
      clearTimeout(timer)
      askForTime()
      say({ kind: 'summaries', after: host.summariesAfter() })
    },
    onAuthenticationFailed: ({ reason }) => {
      host.onConnection('refused', refusalOf(reason))
      clearTimeout(timer)
      // A new socket authenticates every document anew, with a fresh token.
      timer = setTimeout(() => reconnect(socket), RETRY_AUTH_MS)
    },
    onStatus: ({ status }) => {
      if (status === 'connected') return
      clearTimeout(timer)
      host.onConnection(status === 'connecting' ? 'connecting' : 'offline')
    },
    onStateless: ({ payload }) => {
      const message = parseServerMessage(payload)
      if (message !== undefined) hear(message)
    },
  })
  control.attach()
  return () => {
    clearTimeout(timer)
    control.destroy()
  }
}

function reconnect(socket: HocuspocusProviderWebsocket): void {
  socket.disconnect()
  void socket.connect()
}

/** Asks for the token once a connect, however many documents there are. */
function tokenPerConnect(
  socket: HocuspocusProviderWebsocket,
  token: HocuspocusTransportOptions['token'],
): () => Promise<string> {
  let current: Promise<string> | undefined
  socket.on('disconnect', () => {
    current = undefined
  })
  return () => {
    current ??= Promise.resolve(typeof token === 'function' ? token() : token)
    return current
  }
}

const REFUSALS: Readonly<Record<string, string>> = {
  token_missing: 'The server wants a token; pass one to hocuspocusTransport({ token })',
  token_expired: 'The token has expired; make hocuspocusTransport({ token }) a function that fetches a fresh one',
  token_invalid: 'The server does not accept the token; sign in again',
  tenant_mismatch: 'The token is for another tenant; use the tenant of the token in createStore({ tenant })',
  entity_unknown: 'The server knows no such entity; register it in createServer({ entities })',
}

/** The server's reason for a refusal is a code; the provider's own, when it could not get a token, is a sentence. */
function refusalOf(reason: string): RefusedError {
  const code = /^[a-z_]+$/.test(reason) ? reason : 'token_unavailable'
  return new RefusedError(code, REFUSALS[code] ?? `The server refused: ${reason}`)
}
