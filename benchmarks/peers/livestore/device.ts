// As LiveStore's documentation sets up a web app: SQLite on OPFS in a worker, a copy of it in the page, events that
// materializers turn into rows.
/// <reference types="vite/client" />
import { makePersistedAdapter } from '@livestore/adapter-web'
import SharedWorker from '@livestore/adapter-web/shared-worker?sharedworker'
import { computed, createStorePromise, queryDb } from '@livestore/livestore'
import type { Row } from '../order.ts'
import type { OpenDevice } from '../peer.ts'
import DeviceWorker from './device-worker.ts?worker'
import { eventOf, events, NETWORK, Network, schema, tables } from './schema.ts'

const ASK_EVERY_MS = 5

const openOrders = queryDb(tables.orders.where({ status: { op: '!=', value: 'paid' } }).orderBy('table_number', 'asc'))

const orderOf = (id: string) => {
  const order = queryDb(tables.orders.where({ id }).first({ behaviour: 'undefined' }))
  const items = queryDb(tables.items.where({ order_id: id }))
  return computed((get) => ({ order: get(order), items: get(items) }), { label: id, deps: [id] })
}

export const openDevice: OpenDevice = async ({ url, online }) => {
  const adapter = makePersistedAdapter({ storage: { type: 'opfs' }, worker: DeviceWorker, sharedWorker: SharedWorker })
  const store = await createStorePromise({
    schema,
    adapter,
    storeId: 'pos',
    syncPayloadSchema: Network,
    syncPayload: { url, online },
    disableDevtools: true,
  })
  let waiting: (() => void)[] = []
  store.subscribeSyncStatus(() => {
    // Not what it brings: a commit may have come since.
    if (!store.syncStatus().isSynced) return
    for (const resolve of waiting) resolve()
    waiting = []
  })
  const saved = (commit: () => void): Promise<void> => {
    const promise = new Promise<void>((resolve) => waiting.push(resolve))
    commit()
    return promise
  }
  return {
    async list(show) {
      store.subscribe(openOrders, (rows) => show(rows satisfies readonly Row[]))
    },
    create: (id, table_number) => saved(() => store.commit(events.created({ id, table_number }))),
    async open(id, show) {
      store.subscribe(orderOf(id), ({ order, items }) => order !== undefined && show({ ...order, items }))
    },
    change: (id, change) => saved(() => store.commit(eventOf(id, change))),
    connect: () => new BroadcastChannel(NETWORK).postMessage('online'),
    async safe() {
      for (;;) {
        // What is public tells of the worker, or streams events that the server has.
        const { session, leader } = await store._dev.syncStates()
        if (session.pending.length + leader.pending.length === 0) return
        await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS))
      }
    },
    close: () => store.shutdownPromise(),
  }
}
