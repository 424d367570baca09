import { NonRetriableError, startOfflineExecutor } from '@tanstack/offline-transactions'
import { queryCollectionOptions } from '@tanstack/query-db-collection'
import { createCollection } from '@tanstack/react-db'
import { QueryClient } from '@tanstack/react-query'
import { api, RefusedError } from '../../old-endpoint/client.ts'
import type { Item } from '../../screen/order-screen.tsx'
import { OutboxStorage } from './outbox.ts'

const queryClient = new QueryClient()

export const orders = createCollection(
  queryCollectionOptions({ queryKey: ['orders'], queryFn: api.all, queryClient, getKey: ({ id }) => id }),
)

type Change =
  | { readonly kind: 'create'; readonly id: string; readonly table_number: number }
  | { readonly kind: 'add'; readonly id: string; readonly item: Item }
  | { readonly kind: 'pay'; readonly id: string }

/** What is recorded offline waits in IndexedDB, and is sent in order. */
const offline = startOfflineExecutor({
  collections: { orders },
  storage: new OutboxStorage(),
  mutationFns: {
    async send({ transaction }) {
      await send(transaction.metadata.change as Change).catch((error: unknown) => {
        throw error instanceof RefusedError ? new NonRetriableError(error.message) : error
      })
      await orders.utils.refetch()
    },
  },
})
await offline.waitForInit()

function send(change: Change): Promise<unknown> {
  if (change.kind === 'create') return api.create(change.id, change.table_number)
  return change.kind === 'add' ? api.addItem(change.id, change.item) : api.pay(change.id)
}

function show(change: Change): void {
  if (change.kind === 'create') orders.insert({ ...change, status: 'open', items: [] })
  else if (change.kind === 'add') orders.update(change.id, (draft) => void draft.items.push(change.item))
  else orders.update(change.id, (draft) => void Object.assign(draft, { status: 'paid' }))
}

/** Shows the change at once; rejects when the server refuses it, and then it is shown no more. */
export async function record(change: Change): Promise<void> {
  const transaction = offline.createOfflineTransaction({
    mutationFnName: 'send',
    autoCommit: false,
    metadata: { change },
  })
  transaction.mutate(() => show(change))
  await transaction.commit()
}
