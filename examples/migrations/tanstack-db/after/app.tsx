import { DocketProvider, useRejections, useSyncStatus } from '@docket/react'
import { eq, useLiveQuery } from '@tanstack/react-db'
import { Table } from '../../docket/app.tsx'
import { order } from '../../docket/order.ts'
import { store } from '../../docket/store.ts'
import { TillScreen } from '../../screen/order-screen.tsx'
import { useShownOrder } from '../../screen/session.ts'
import { areas } from '../areas.ts'
import { bringOver } from './bring-over.ts'
import { docketCollection } from './docket-collection.ts'

const orders = docketCollection(store, order)
void bringOver()

function Till() {
  const id = useShownOrder()
  const { data: open } = useLiveQuery((q) =>
    q
      .from({ order: orders })
      .where(({ order }) => eq(order.status, 'open'))
      .join({ area: areas }, ({ order, area }) => eq(order.table_number, area.table_number))
      .select(({ order, area }) => ({ id: order.id, table_number: order.table_number, area: area?.name })),
  )
  const { uncommitted } = useSyncStatus()
  const { entries } = useRejections()
  return (
    <TillScreen
      open={open}
      waiting={uncommitted}
      problems={entries.map(({ reason }) => reason)}
      onOpen={(newId, table_number) => store.open(order, newId).record('created', { table_number })}
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
