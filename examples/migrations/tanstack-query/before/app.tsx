import {
  QueryClient,
  QueryClientProvider,
  useMutation,
  useMutationState,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query'
import { api, type OldOrder, RefusedError } from '../../old-endpoint/client.ts'
import { type Item, OrderPanel, TillScreen } from '../../screen/order-screen.tsx'
import { useShownOrder } from '../../screen/session.ts'

// One after the other, and again when the network was to blame.
const mutations = {
  scope: { id: 'orders' },
  retry: (_: number, error: Error) => !(error instanceof RefusedError),
}
const client = new QueryClient({ defaultOptions: { mutations } })

const orderKey = (id: string) => ['orders', 'one', id]

/** A change that shows at once, is taken back when the server refuses it, and is asked for again in any case. */
function useChange<Change>(id: string, send: (change: Change) => Promise<unknown>, show: Show<Change>) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: send,
    async onMutate(change: Change) {
      await queries.cancelQueries({ queryKey: ['orders'] })
      const before = queries.getQueryData<OldOrder>(orderKey(id))
      if (before !== undefined) queries.setQueryData(orderKey(id), show(before, change))
      return before
    },
    onError: (_error, _change, before) => queries.setQueryData(orderKey(id), before),
    onSettled: () => (queries.isMutating() === 1 ? queries.invalidateQueries({ queryKey: ['orders'] }) : undefined),
  })
}

type Show<Change> = (order: OldOrder, change: Change) => OldOrder

function Till() {
  const id = useShownOrder()
  const queries = useQueryClient()
  const open = useQuery({ queryKey: ['orders', 'open'], queryFn: api.open })
  const order = useQuery({ queryKey: orderKey(id), queryFn: () => api.order(id), enabled: id !== '' })
  const create = useMutation({
    mutationFn: (made: OldOrder) => api.create(made.id, made.table_number),
    onMutate: (made) => queries.setQueryData(orderKey(made.id), made),
    onSettled: () => queries.invalidateQueries({ queryKey: ['orders'] }),
  })
  const add = useChange(
    id,
    (item: Item) => api.addItem(id, item),
    (o, item) => ({ ...o, items: [...o.items, item] }),
  )
  const pay = useChange(
    id,
    () => api.pay(id),
    (o) => ({ ...o, status: 'paid' }),
  )
  const errors = useMutationState({ filters: { status: 'error' }, select: ({ state }) => state.error?.message ?? '' })
  const waiting = useMutationState({ filters: { status: 'pending' } })
  return (
    <TillScreen
      open={open.data ?? []}
      waiting={waiting.length}
      problems={errors}
      onOpen={(newId, table_number) => create.mutate({ id: newId, table_number, status: 'open', items: [] })}
    >
      {order.data && <OrderPanel order={order.data} onAdd={add.mutate} onPay={pay.mutate} />}
    </TillScreen>
  )
}

export const App = () => (
  <QueryClientProvider client={client}>
    <Till />
  </QueryClientProvider>
)
