import { eq, useLiveQuery } from '@tanstack/react-db'
import { useState, useSyncExternalStore } from 'react'
import { OrderPanel, TillScreen } from '../../screen/order-screen.tsx'
import { useShownOrder } from '../../screen/session.ts'
import { areas } from '../areas.ts'
import { orders, record } from './orders.ts'
import { subscribeWaiting, waiting } from './outbox.ts'

export function App() {
  const id = useShownOrder()
  const { data: open } = useLiveQuery((q) =>
    q
      .from({ order: orders })
      .where(({ order }) => eq(order.status, 'open'))
      .join({ area: areas }, ({ order, area }) => eq(order.table_number, area.table_number))
      .select(({ order, area }) => ({ id: order.id, table_number: order.table_number, area: area?.name })),
  )
  const { data: shown } = useLiveQuery(
    (q) =>
      q
        .from({ order: orders })
        .where(({ order }) => eq(order.id, id))
        .findOne(),
    [id],
  )
  const [problems, setProblems] = useState<readonly string[]>([])
  const change = (what: Parameters<typeof record>[0]) => {
    record(what).catch((error: Error) => setProblems((all) => [...all, error.message]))
  }
  return (
    <TillScreen
      open={open}
      waiting={useSyncExternalStore(subscribeWaiting, waiting)}
      problems={problems}
      onOpen={(newId, table_number) => change({ kind: 'create', id: newId, table_number })}
    >
      {shown && (
        <OrderPanel
          order={shown}
          onAdd={(item) => change({ kind: 'add', id, item })}
          onPay={() => change({ kind: 'pay', id })}
        />
      )}
    </TillScreen>
  )
}
