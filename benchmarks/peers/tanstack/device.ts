// TanStack DB over a query that is polled, kept on the device as TanStack Query's persisters keep it; changes go through the outbox
// of its offline transactions.
import { createCollection, createLiveQueryCollection, eq, not } from '@tanstack/db'
import { IndexedDBAdapter, startOfflineExecutor } from '@tanstack/offline-transactions'
import { QueryClient } from '@tanstack/query-core'
import { queryCollectionOptions } from '@tanstack/query-db-collection'
import { ask } from '../http-of.ts'
import { applyChange, rowOf } from '../order.ts'
import type { OpenDevice } from '../peer.ts'
import { keepQueries } from './keep-queries.ts'
import type { OrderRow } from './order-row.ts'

const POLL_EVERY_MS = 1_000

export const openDevice: OpenDevice = async ({ url, online }) => {
  let connected = online
  const queryClient = new QueryClient({
    defaultOptions: { queries: { retry: false, gcTime: Number.POSITIVE_INFINITY } },
  })
  const stopKeeping = await keepQueries(queryClient)
  const orders = createCollection(
    queryCollectionOptions({
      queryKey: ['orders'],
      queryClient,
      getKey: (order: OrderRow) => order.id,
      staleTime: Number.POSITIVE_INFINITY,
      refetchInterval: () => (connected ? POLL_EVERY_MS : false),
      queryFn: () => {
        // Without anything kept, a device that starts offline begins empty.
        return connected ? ask<OrderRow[]>(url, '/orders') : []
      },
    }),
  )
  await orders.preload()

  const saved = new Map<string, () => void>()
  class Outbox extends IndexedDBAdapter {
    override async set(key: string, value: string): Promise<void> {
      await super.set(key, value)
      for (const [id, resolve] of saved) if (key.includes(id)) resolve()
    }
  }
  const onlineListeners = new Set<() => void>()
  const offline = startOfflineExecutor({
    // Its types are those of another version of TanStack DB; the page has one of them.
    collections: { orders: orders as never },
    storage: new Outbox(),
    mutationFns: {
      async change({ transaction, idempotencyKey }) {
        void orders.utils.writeUpsert(await ask<OrderRow>(url, '/changes', { ...transaction.metadata, idempotencyKey }))
      },
    },
    onlineDetector: {
      isOnline: () => connected,
      notifyOnline: () => onlineListeners.forEach((listener) => void listener()),
      subscribe(listener) {
        onlineListeners.add(listener)
        return () => onlineListeners.delete(listener)
      },
      dispose: () => onlineListeners.clear(),
    },
  })
  await offline.waitForInit()

  const underWay = new Set<Promise<unknown>>()
  const submit = (metadata: Record<string, unknown>, mutate: () => void): Promise<void> => {
    const transaction = offline.createOfflineTransaction({ mutationFnName: 'change', autoCommit: false, metadata })
    const onDisk = new Promise<void>((resolve) => saved.set(transaction.id, resolve))
    transaction.mutate(mutate)
    const committing: Promise<unknown> = transaction.commit().then(
      () => underWay.delete(committing),
      () => underWay.delete(committing),
    )
    underWay.add(committing)
    return onDisk.finally(() => saved.delete(transaction.id))
  }
  return {
    async list(show) {
      const open = createLiveQueryCollection((q) =>
        q.from({ order: orders }).where(({ order }) => not(eq(order.status, 'paid'))),
      )
      const showRows = () => {
        const rows = [...open.values()].map((order) => rowOf(order.id, order))
        show(rows.sort((a, b) => a.table_number - b.table_number))
      }
      await open.preload()
      open.subscribeChanges(showRows)
      showRows()
    },
    create: (id, table_number) => {
      const order: OrderRow = { id, table_number, status: 'open', items: [] }
      return submit({ id, table_number }, () => orders.insert(order))
    },
    async open(id, show) {
      const one = createLiveQueryCollection((q) => q.from({ order: orders }).where(({ order }) => eq(order.id, id)))
      const showOrder = () => {
        for (const order of one.values()) show(order)
      }
      await one.preload()
      one.subscribeChanges(showOrder)
      showOrder()
    },
    change(id, change) {
      const before = orders.get(id)
      if (before === undefined) throw new Error(`${id} is not here`)
      const after = applyChange(before, change)
      return submit({ id, change }, () => orders.update(id, (draft) => void Object.assign(draft, after)))
    },
    connect() {
      connected = true
      for (const listener of onlineListeners) listener()
      void orders.utils.refetch()
    },
    async safe() {
      await Promise.all(underWay)
      // What an earlier page left in the outbox.
      while (offline.getPendingCount() + offline.getRunningCount() > 0) await new Promise((go) => setTimeout(go, 5))
    },
    async close() {
      offline.dispose()
      await stopKeeping()
    },
  }
}
