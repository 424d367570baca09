import {
  createStore,
  hocuspocusTransport,
  pollingTransport,
  type Store,
  type Transport,
  yWebsocketTransport,
} from '@docket/core'
import { electricTransport } from '@docket/core/electric'
import { counter } from '../../server/subjects/counter.ts'
import type { TransportName, Way } from './job.ts'
import { until } from './until.ts'

export interface Login {
  readonly tenant: string
  readonly token: string
}

/** Its own is 5,000: what others record would be seen that much later. */
export const POLL_EVERY_MS = 1_000

const TRANSPORTS: Readonly<Record<TransportName, (host: string, token: string) => Transport>> = {
  hocuspocusTransport: (host, token) => hocuspocusTransport({ url: `ws://${host}/sync`, token }),
  pollingTransport: (host, token) =>
    pollingTransport({ url: `http://${host}/v1/sync`, token, intervalMs: POLL_EVERY_MS }),
  electricTransport: (host, token) => electricTransport({ url: `http://${host}`, token }),
  yWebsocketTransport: (host, token) => yWebsocketTransport({ url: `ws://${host}/y`, protocols: ['docket', token] }),
}

let devices = 0

/** A device that keeps nothing. */
export function openStore({ tenant, token }: Login, { transport, host }: Way): Store {
  return createStore({
    tenant,
    user: null,
    device: `d${devices++}`,
    entities: [counter],
    transport: TRANSPORTS[transport](host, token),
  })
}

export type CounterDocument = ReturnType<typeof openCounter>

function openCounter(store: Store, id: string) {
  return store.open(counter, id)
}

/** Resolves when it has what the server has. */
export async function openDocument(store: Store, id: string): Promise<CounterDocument> {
  const document = openCounter(store, id)
  await until(
    (changed) => document.subscribe(changed),
    () => document.status.synced,
  )
  return document
}
