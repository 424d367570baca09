import type { WallClock } from '../../clock/wall-clock.ts'
import { hocuspocusTransport } from '../hocuspocus/hocuspocus-transport.ts'
import { pollingTransport } from '../polling/polling-transport.ts'
import type { Transport } from '../transport.ts'
import { AutomaticConnection } from './automatic-connection.ts'

/** Where the server is, and how patient to be before HTTP takes over. */
export interface AutomaticTransportOptions {
  /** The server, for example `https://example.com`; its `/sync` and `/v1/sync` are used. */
  readonly url: string
  /** A token, or how to get one, so that it may expire. */
  readonly token: string | (() => string | Promise<string>)
  readonly clock?: WallClock
  /** How often the server is asked for news while no WebSocket gets through, ms; 5,000 unless told. */
  readonly intervalMs?: number
  /** The longest pause between two attempts to open a WebSocket, ms; 60,000 unless told. */
  readonly maxRetryDelayMs?: number
  /** Without a WebSocket for so long, or after two attempts, the server is asked by HTTP; ms, 10,000 unless told. */
  readonly patienceMs?: number
}

/** A WebSocket where one gets through, else questions by HTTP until one does. */
export function automaticTransport(options: AutomaticTransportOptions): Transport {
  const { url, maxRetryDelayMs = 60_000, patienceMs = 10_000, intervalMs, ...common } = options
  const base = url.replace(/\/$/, '')
  const preferred = hocuspocusTransport({ ...common, url: `${base.replace(/^http/, 'ws')}/sync`, maxRetryDelayMs })
  const fallback = pollingTransport({
    ...common,
    url: `${base}/v1/sync`,
    ...(intervalMs !== undefined && { intervalMs }),
  })
  return { ledger: true, connect: (host) => new AutomaticConnection(host, { preferred, fallback, patienceMs }) }
}
