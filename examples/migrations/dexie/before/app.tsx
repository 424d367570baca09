import { useLiveQuery } from 'dexie-react-hooks'
import { useEffect } from 'react'
import { OrderPanel, TillScreen } from '../../screen/order-screen.tsx'
import { useShownOrder } from '../../screen/session.ts'
import { db, record, type StoredEvent, sync } from './event-store.ts'
import { fold } from './fold.ts'

/** All open orders: of every order all events are read and folded. */
async function openOrders() {
  const byOrder = Map.groupBy(await db.events.toArray(), ({ entity_id }: StoredEvent) => entity_id)
  return [...byOrder].flatMap(([id, events]) => {
    const order = fold(events)
    return order?.status === 'open' ? [{ id, table_number: order.table_number }] : []
  })
}

export function App() {
  const id = useShownOrder()
  const open = useLiveQuery(openOrders)
  const order = useLiveQuery(async () => fold(await db.events.where({ entity_id: id }).toArray()), [id])
  const waiting = useLiveQuery(() => db.events.where('sent').equals(0).count())
  const refused = useLiveQuery(() => db.events.filter(({ error }) => error !== undefined).toArray())
  useEffect(() => {
    const timer = setInterval(() => void sync(), 1_000)
    return () => clearInterval(timer)
  }, [])
  return (
    <TillScreen
      open={open ?? []}
      waiting={waiting}
      problems={(refused ?? []).map(({ error = '' }) => error)}
      onOpen={(newId, table_number) => void record(newId, 'order.created', { table_number })}
    >
      {order && (
        <OrderPanel
          order={order}
          onAdd={(item) => void record(id, 'order.item_added', { item })}
          onPay={() => void record(id, 'order.paid', {})}
        />
      )}
    </TillScreen>
  )
}
