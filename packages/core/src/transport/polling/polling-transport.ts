import { systemClock, type WallClock } from '../../clock/wall-clock.ts'
import { KeptToken } from '../kept-token.ts'
import type { Transport } from '../transport.ts'
import { PollingConnection } from './polling-connection.ts'
import { SyncClient } from './sync-client.ts'

/** Where the server is, who asks, and how often. */
export interface PollingTransportOptions {
  /** The server's `/v1/sync`, for example `https://example.com/v1/sync`. */
  readonly url: string
  /** A token, or how to get one; asked anew when the server does not take it any more. */
  readonly token: string | (() => string | Promise<string>)
  readonly clock?: WallClock
  /** How often the server is asked for news, ms; 5,000 unless told. What is recorded is sent at once. */
  readonly intervalMs?: number
  /** The longest pause after a question that failed, ms; 10,000 unless told. A server may ask for a longer one. */
  readonly maxRetryDelayMs?: number
  /** How often each open document is asked about although nothing says that it has moved, ms; 60,000 unless told. */
  readonly recheckMs?: number
  /** After how long an answer is not waited for any more, ms; 30,000 unless told. */
  readonly timeoutMs?: number
}

/** Asks a Docket server by HTTP, where no WebSocket gets through. */
export function pollingTransport(options: PollingTransportOptions): Transport {
  const { url, token, clock = systemClock, timeoutMs = 30_000 } = options
  const { intervalMs = 5_000, maxRetryDelayMs = 10_000, recheckMs = 60_000 } = options
  return {
    ledger: true,
    connect(host) {
      const client = new SyncClient({ url, token: new KeptToken(token), clock, timeoutMs })
      return new PollingConnection(host, { client, intervalMs, maxRetryDelayMs, recheckMs })
    },
  }
}
