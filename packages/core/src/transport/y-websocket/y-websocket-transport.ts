import type { ConnectionState, Transport, TransportConnection, TransportHost } from '../transport.ts'
import { Room } from './room.ts'

type Params = Readonly<Record<string, string>>

/** Where the server is, what it is told when connecting, and how patient to be. */
export interface YWebsocketTransportOptions {
  /** The server, for example `wss://example.com`; a document's socket is at this, a slash and its name. */
  readonly url: string
  /** What follows as the query, for example a token; asked anew at every connect, so that it may change. */
  readonly params?: Params | (() => Params | Promise<Params>)
  /** Subprotocols that are offered. */
  readonly protocols?: readonly string[]
  /** The longest pause between two attempts to connect, ms; 10,000 unless told. */
  readonly maxRetryDelayMs?: number
  /** How often a silent server is asked whether it is there, ms; 15,000 unless told. Who is silent for three times as long is lost. */
  readonly tickMs?: number
}

const MAX_RETRY_DELAY_MS = 10_000
const TICK_MS = 15_000

/**
 * One WebSocket a document to any server that speaks y-websocket's protocol. It has no ledger and no gate: documents are
 * shared as whoever is connected makes them. To a Docket server use `hocuspocusTransport`.
 */
export function yWebsocketTransport(options: YWebsocketTransportOptions): Transport {
  return { ledger: false, connect: (host) => connect(host, options) }
}

function connect(host: TransportHost, options: YWebsocketTransportOptions): TransportConnection {
  const { params = {}, protocols = [], maxRetryDelayMs = MAX_RETRY_DELAY_MS, tickMs = TICK_MS } = options
  const rooms = new Set<Room>()
  let told: ConnectionState | undefined

  /** Of a server that is only spoken to about documents. */
  const tellState = (): void => {
    const states = new Set([...rooms].map(({ state }) => state))
    const state = states.has('online') ? 'online' : states.has('connecting') ? 'connecting' : 'offline'
    if (state !== told) host.onConnection(state)
    told = state
  }
  const each = (work: (room: Room) => void) => (): void => {
    for (const room of rooms) work(room)
  }
  // A browser knows when the network goes and comes.
  const comes = each((room) => room.open())
  const goes = each((room) => room.lost())
  globalThis.addEventListener?.('online', comes)
  globalThis.addEventListener?.('offline', goes)
  const ticks = setInterval(
    each((room) => room.tick()),
    tickMs,
  )
  return {
    attach(name, doc, documentHost) {
      const room = new Room({
        name,
        doc,
        host: documentHost,
        maxRetryDelayMs,
        connect: async () => {
          const query = new URLSearchParams(typeof params === 'function' ? await params() : params).toString()
          return new WebSocket(`${options.url}/${name}${query && '?'}${query}`, [...protocols])
        },
        onState: tellState,
        onDetach(detached) {
          rooms.delete(detached)
          tellState()
        },
      })
      rooms.add(room)
      tellState()
      return room
    },
    // A device may know of a checkpoint from another transport.
    askForCheckpoint: (name) => queueMicrotask(() => host.onCheckpoint(name, undefined)),
    close() {
      globalThis.removeEventListener?.('online', comes)
      globalThis.removeEventListener?.('offline', goes)
      clearInterval(ticks)
      each((room) => room.detach())()
    },
  }
}
