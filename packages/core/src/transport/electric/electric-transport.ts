import { systemClock, type WallClock } from '../../clock/wall-clock.ts'
import { KeptToken } from '../kept-token.ts'
import { PollingConnection } from '../polling/polling-connection.ts'
import { SyncClient } from '../polling/sync-client.ts'
import type { Transport } from '../transport.ts'
import { shapeNews } from './shape-news.ts'

/** Where the server is, who asks, and how often besides what Electric tells. */
export interface ElectricTransportOptions {
  /** The server, for example `https://example.com`; its `/v1/shape` and `/v1/sync` are used. */
  readonly url: string
  /** A token, or how to get one; asked anew when the server does not take it any more. */
  readonly token: string | (() => string | Promise<string>)
  readonly clock?: WallClock
  /** How often the server is asked for news while Electric tells none, ms; 5,000 unless told. */
  readonly intervalMs?: number
  /** How often it is asked while Electric does, ms; 30,000 unless told. */
  readonly liveIntervalMs?: number
  /** The longest pause after a failure, ms; 10,000 unless told. A server may ask for a longer one. */
  readonly maxRetryDelayMs?: number
  /** After how long an answer is not waited for any more, ms; 30,000 unless told. */
  readonly timeoutMs?: number
}

/** How often each open document is asked about although nothing says that it has moved, ms. */
const RECHECK_MS = 60_000

/**
 * Hears by Electric, which reads Postgres, what is committed: lists follow it, and documents that it has changed are asked
 * for by HTTP, as what is recorded here is sent. While Electric is away, the server is asked from time to time.
 */
export function electricTransport(options: ElectricTransportOptions): Transport {
  const { url, clock = systemClock, timeoutMs = 30_000 } = options
  const { intervalMs = 5_000, liveIntervalMs = 30_000, maxRetryDelayMs = 10_000 } = options
  const base = url.replace(/\/$/, '')
  return {
    ledger: true,
    connect(host) {
      const token = new KeptToken(options.token)
      return new PollingConnection(host, {
        client: new SyncClient({ url: `${base}/v1/sync`, token, clock, timeoutMs }),
        intervalMs,
        maxRetryDelayMs,
        recheckMs: RECHECK_MS,
        news: { source: shapeNews({ url: `${base}/v1/shape`, token, maxRetryDelayMs }), intervalMs: liveIntervalMs },
      })
    },
  }
}
