import { systemClock, type WallClock } from '../../clock/wall-clock.ts'
import { controlDocumentName } from '../../event/document-name.ts'
import type { Transport } from '../transport.ts'
import { ControlChannel } from './control-channel.ts'
import { DocumentChannel } from './document-channel.ts'
import { addressOf } from './protocol.ts'
import { SyncSocket } from './sync-socket.ts'

/** Where the server is, who asks, and how often. */
export interface HocuspocusTransportOptions {
  /** The server's `/sync`, for example `wss://example.com/sync`. */
  readonly url: string
  /** A token, or how to get one; asked anew at every connect, so that it may expire. */
  readonly token: string | (() => string | Promise<string>)
  readonly clock?: WallClock
  /** The longest pause between two attempts to connect, ms; 10,000 unless told. */
  readonly maxRetryDelayMs?: number
  /** How often the server is asked for its time, ms; 5,000 unless told. Who is silent for three times as long is lost. */
  readonly tickMs?: number
}

const MAX_RETRY_DELAY_MS = 10_000
const TICK_MS = 5_000

/** One WebSocket to a Docket server for all documents. */
export function hocuspocusTransport(options: HocuspocusTransportOptions): Transport {
  const { url, token, clock = systemClock, maxRetryDelayMs = MAX_RETRY_DELAY_MS, tickMs = TICK_MS } = options
  return {
    ledger: true,
    connect(host) {
      const socket = new SyncSocket({
        url,
        token: typeof token === 'function' ? token : () => token,
        maxRetryDelayMs,
        tickMs,
        onTick: (silent) => control.ask(silent),
        onConnection: (state) => host.onConnection(state),
      })
      let sessions = 0
      const control = new ControlChannel(socket, addressOf(controlDocumentName(host.tenant), sessions++), host, clock)
      return {
        askForCheckpoint: (name) => control.askForCheckpoint(name),
        attach: (name, doc, documentHost) =>
          new DocumentChannel(socket, addressOf(name, sessions++), doc, documentHost),
        close: () => socket.close(),
      }
    },
  }
}
