import { GuardRefusedError } from '@docket/core'
import {
  DocketProvider,
  useEntities,
  useEntity,
  useRecord,
  useRejections,
  useStore,
  useSyncStatus,
} from '@docket/react'
import { useState } from 'react'
import { OrderPanel, TillScreen } from '../screen/order-screen.tsx'
import { useShownOrder } from '../screen/session.ts'
import { order } from './order.ts'
import { store } from './store.ts'

export function Table({ id }: { readonly id: string }) {
  const { state } = useEntity(order, id)
  const record = useRecord(order, id)
  const [refused, setRefused] = useState<string>()
  /** What the order as it is here does not allow is refused at once, and nothing is recorded. */
  const attempt = (change: () => unknown) => {
    try {
      change()
      setRefused(undefined)
    } catch (error) {
      if (!(error instanceof GuardRefusedError)) throw error
      setRefused(error.reason)
    }
  }
  return (
    <OrderPanel
      order={state}
      refused={refused}
      onAdd={(item) => attempt(() => record('item_added', { item }))}
      onPay={() => attempt(() => record('paid', {}))}
    />
  )
}

function Till() {
  const id = useShownOrder()
  const open = useEntities(order, { where: ({ status }) => status === 'open', orderBy: 'table_number' })
  const { uncommitted } = useSyncStatus()
  const { entries } = useRejections()
  const docket = useStore()
  return (
    <TillScreen
      open={open.map((row) => ({ id: row.id, table_number: row.summary.table_number }))}
      waiting={uncommitted}
      problems={entries.map(({ reason }) => reason)}
      onOpen={(newId, table_number) => docket.open(order, newId).record('created', { table_number })}
    >
      {id !== '' && <Table id={id} />}
    </TillScreen>
  )
}

export const App = () => (
  <DocketProvider store={store}>
    <Till />
  </DocketProvider>
)
