import { hocuspocusTransport, pollingTransport, type Transport } from '@docket/core'

/** A transport, as tests use it that hold for several. */
export interface Way {
  readonly title: string
  connect(port: number, token: () => Promise<string>): Transport
}

export const hocuspocusWay: Way = {
  title: 'hocuspocusTransport',
  connect: (port, token) => hocuspocusTransport({ url: `ws://127.0.0.1:${port}/sync`, token, maxRetryDelayMs: 300 }),
}

export const pollingWay: Way = {
  title: 'pollingTransport',
  connect: (port, token) =>
    pollingTransport({ url: `http://127.0.0.1:${port}/v1/sync`, token, intervalMs: 50, maxRetryDelayMs: 300 }),
}
